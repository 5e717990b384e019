from accounts.models.api_key import ApiKey
from accounts.models.company import Company, Customer
from accounts.models.login_failure import LoginFailure
from accounts.models.login_session import LoginSession
from accounts.models.reset_request import ResetRequest
from accounts.models.user import User

__all__ = ["ApiKey", "Company", "Customer", "LoginFailure", "LoginSession", "ResetRequest", "User"]
