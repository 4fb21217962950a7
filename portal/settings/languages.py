"""Languages on screen. Russian is written first and prevails."""

from portal.settings.env import BASE_DIR

USE_I18N = True
LANGUAGE_CODE = "ru"
# Names are printed in the language itself (`get_language_info.name_local`).
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
