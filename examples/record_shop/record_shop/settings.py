"""Settings, from the environment: on Lambda that of zappa_settings.json."""

import os

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = [".amazonaws.com", ".on.aws", "localhost", *filter(None, [os.environ.get("DOMAIN")])]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = True

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "storages",
    "catalogue",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "record_shop.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.request",
            ]
        },
    }
]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["DATABASE_HOST"],
        "PORT": os.environ.get("DATABASE_PORT", "5432"),
        "NAME": os.environ.get("DATABASE_NAME", "shop"),
        "USER": os.environ.get("DATABASE_USER", "shop"),
        "PASSWORD": os.environ.get("DATABASE_PASSWORD", ""),
        "CONN_MAX_AGE": 60,  # an environment of Lambda stays warm between requests
    }
}

# the files of the admin's pages and of ours: in a bucket, or in a folder where none is named
STATIC_BUCKET = os.environ.get("STATIC_BUCKET")
STATIC_URL = os.environ.get("STATIC_URL", f"https://{STATIC_BUCKET}.s3.amazonaws.com/" if STATIC_BUCKET else "static/")
STATIC_ROOT = os.environ.get("STATIC_ROOT", "collected")
_IN_BUCKET = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": STATIC_BUCKET,
        "custom_domain": f"{STATIC_BUCKET}.s3.amazonaws.com",
        "object_parameters": {"CacheControl": "public, max-age=86400"},
        "querystring_auth": False,
    },
}
_IN_FOLDER = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": _IN_BUCKET if STATIC_BUCKET else _IN_FOLDER,
}

# the search service, deployed by `findling deploy`; documents for it go to this bucket, from where it indexes them
SEARCH_URL = os.environ.get("SEARCH_URL")
SEARCH_DOCUMENTS = os.environ.get("SEARCH_DOCUMENTS")
