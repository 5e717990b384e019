"""What the work comes to: figures over what the domain apps keep. docs/figures.md says what each one means."""
