"""How the API describes itself."""

API_DOCS = {
    "TITLE": "Switchboard API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "PREPROCESSING_HOOKS": ["core.api.schema.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.components.declare_components",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CallContactMethodEnum": "scheduling.enums.ContactMethod",
        "LeadContactMethodEnum": "routing.enums.ContactMethod",
        "LevelEnum": "routing.enums.Level",
        "SetupStatusEnum": "routing.enums.SetupStatus",
        "SupportTypeEnum": "routing.enums.SupportType",
        "SessionOutcomeEnum": "scheduling.enums.SessionOutcome",
        "WeekdayNameEnum": "routing.intake.merchants.WEEKDAYS",
    },
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}
