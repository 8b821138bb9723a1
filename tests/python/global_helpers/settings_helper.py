import settings_defaults
import settings_of_company


class Settings:
    def __getattr__(self, name):
        if hasattr(settings_of_company, name):
            return getattr(settings_of_company, name)
        return getattr(settings_defaults, name, None)


settings = Settings()
DOMAINS = []
