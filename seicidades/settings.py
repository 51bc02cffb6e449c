"""Ajustes do projeto: tudo o que muda entre lugares vem do ambiente.

`AMBIENTE` diz onde o programa está: `demo`, `testes` ou `producao`. O padrão
é `producao`, o mais fechado: sem segredo e sem banco declarados, não sobe.
Qualquer ajuste pode vir de um arquivo: `SECRET_KEY_FILE` no lugar de `SECRET_KEY`.
"""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

from seicidades.operacao.ambiente import Env
from seicidades.operacao.registros import configuracao

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

AMBIENTE = env.str("AMBIENTE", default="producao")
DEMO = AMBIENTE == "demo"
TESTES = AMBIENTE == "testes"
PRODUCAO = AMBIENTE == "producao"
if AMBIENTE not in {"demo", "testes", "producao"}:
    raise environ.ImproperlyConfigured("AMBIENTE deve ser demo, testes ou producao.")

SECRET_KEY = env.str("SECRET_KEY")
ENDERECO_PUBLICO = env.str("ENDERECO_PUBLICO", default="http://127.0.0.1:8000")
# Cifram o que é pessoal no banco: a primeira cifra, todas decifram. Vazia, vale SECRET_KEY.
CHAVES_DE_DADOS = env.list("CHAVES_DE_DADOS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCAO else ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "seicidades.comum",
    "seicidades.municipios",
    "seicidades.correio",
    "seicidades.contas",
    "seicidades.documentos",
    "seicidades.fluxo",
    "adesao",
    "interlocutores",
    "regulamentacao",
    "cadastros",
    "capacitacao",
    "seicidades.paineis",
    "seicidades.importacao",
    "seicidades.lotes",
    "seicidades.lembretes",
    "seicidades.operacao",
    "seicidades.api",
    "seicidades.demo",
]

MIDDLEWARE = [
    "seicidades.operacao.middleware.AcompanhaOPedido",  # por fora de todos: mede o que eles gastam
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "seicidades.contas.middleware.ExigeSegundoFator",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "seicidades.urls"
WSGI_APPLICATION = "seicidades.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Os componentes de formulário também moram em templates/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

# PostgreSQL em toda parte. A aplicação entra com um papel que só insere e lê
# no registro de andamentos; as migrações entram com o papel dono.
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTES else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Espera por uma linha travada: passado o limite, a pessoa recebe uma resposta clara.
ESPERA_POR_TRAVA_MS = env.int("ESPERA_POR_TRAVA_MS", default=5000)
DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c lock_timeout={ESPERA_POR_TRAVA_MS}"
PAPEL_DA_APLICACAO = "seicidades_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "seicidades",
    }
}

LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_I18N = True
USE_TZ = True
# Números em endereços e atributos de SVG não levam ponto de milhar; em texto, use |inteiro.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
DADOS = Path(env.str("SEICIDADES_DADOS", default=str(BASE_DIR / ".dados")))
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DADOS / "estaticos")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DADOS / "arquivos")))
# O fim de cada registro de andamentos, noite após noite, fora do banco.
ANCORAS = Path(env.str("ANCORAS", default=str(DADOS / "ancoras")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTES
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Pessoas e acesso.
AUTH_USER_MODEL = "contas.Usuario"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nome}"}
    for nome in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "seicidades.contas.adaptador.AdaptadorDaConta"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # o convite e o código já provam o endereço
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
GERADOR_DE_LINKS = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = GERADOR_DE_LINKS
ACCOUNT_FORMS = {
    "login": "seicidades.contas.forms.EntrarForm",
    "request_login_code": "seicidades.contas.forms.PedirCodigoForm",
    "confirm_login_code": "seicidades.contas.forms.ConfirmarCodigoForm",
    "change_password": "seicidades.contas.forms.TrocarSenhaForm",
    "set_password": "seicidades.contas.forms.CriarSenhaForm",
    "reset_password": "seicidades.contas.forms.PedirNovaSenhaForm",
    "reset_password_from_key": "seicidades.contas.forms.NovaSenhaForm",
    "reauthenticate": "seicidades.contas.forms.ConfirmarSenhaForm",
}
MFA_ADAPTER = "seicidades.contas.adaptador.AdaptadorDoSegundoFator"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SEI Cidades"
MFA_TOTP_TOLERANCE = 1  # relógios de telefone adiantam e atrasam meio minuto
MFA_FORMS = {
    "authenticate": "seicidades.contas.forms.SegundoFatorForm",
    "reauthenticate": "seicidades.contas.forms.ConfirmarSegundoFatorForm",
    "activate_totp": "seicidades.contas.forms.AtivarSegundoFatorForm",
}
# Quem está atrás de um proxy é contado pelo endereço que o proxy informa.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES_CONFIAVEIS", default=1 if PRODUCAO else 0)
EXIGE_SEGUNDO_FATOR = env.bool("EXIGE_SEGUNDO_FATOR", default=PRODUCAO)
SESSION_COOKIE_AGE = 60 * 60 * 12
# Duas demonstrações na mesma máquina não dividem a sessão: o cookie não distingue porta.
SUFIXO_DO_COOKIE = f"_{urlsplit(ENDERECO_PUBLICO).port or ''}" if DEMO else ""
SESSION_COOKIE_NAME = f"seicidades_sessao{SUFIXO_DO_COOKIE}"
CSRF_COOKIE_NAME = f"seicidades_csrf{SUFIXO_DO_COOKIE}"

# Arquivos recebidos.
TAMANHO_MAXIMO_MB = 20
FILE_UPLOAD_HANDLERS = [
    "seicidades.documentos.envio.LimiteDeEnvio",  # antes de o excesso tocar o disco
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Conferir um documento é público: quantas vezes por minuto, de cada lugar da rede.
CONFERENCIAS_POR_MINUTO = env.int("CONFERENCIAS_POR_MINUTO", default=30)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# API.
API_PEDIDOS_POR_MINUTO = {
    "leitura": env.int("API_LEITURAS_POR_MINUTO", default=300),
    "comandos": env.int("API_COMANDOS_POR_MINUTO", default=60),
}
API_CORPO_MAXIMO = 1024 * 1024
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "seicidades.api.autenticacao.PorToken",
        "seicidades.api.autenticacao.PorSessao",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["seicidades.api.limites.PorMinuto"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["seicidades.api.corpo.LeitorDeJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "seicidades.api.corpo.SempreJson",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "seicidades.api.erros.tratar",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SEI Cidades",
    "DESCRIPTION": "Acompanhamento da implantação do SEI nos municípios de São Paulo: "
    "ler a carteira e dar comandos, com as mesmas permissões e regras das páginas.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    # Os valores aceitos ficam em cada campo, onde a página de documentação os mostra.
    "POSTPROCESSING_HOOKS": ["seicidades.api.documentacao.exigir_corpo"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# Correio.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
if DEMO:  # nada sai da máquina: cada mensagem vira um arquivo
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DADOS / "correio")
DEFAULT_FROM_EMAIL = env.str("REMETENTE", default="SEI Cidades <nao-responda@exemplo.invalid>")

# Celery.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Fila fora do ar não segura a página: a varredura faz depois.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_BEAT_SCHEDULE = {
    "operacao-pulsar": {"task": "seicidades.operacao.tasks.pulsar", "schedule": 60},
    "correio-varrer": {"task": "seicidades.correio.tasks.varrer", "schedule": 60},
    "fluxo-avisar": {"task": "seicidades.fluxo.tasks.avisar", "schedule": 60},
    "cadastros-apagar-rascunhos": {
        "task": "cadastros.tasks.apagar_rascunhos_vencidos",
        "schedule": crontab(minute=20),
    },
    "importacao-varrer": {"task": "seicidades.importacao.tasks.varrer", "schedule": 60},
    "adesao-varrer-planilhas": {"task": "adesao.tasks.varrer_planilhas", "schedule": 60},
    "lotes-varrer": {"task": "seicidades.lotes.tasks.varrer", "schedule": 60},
    "documentos-varrer": {"task": "seicidades.documentos.tasks.varrer", "schedule": 60},
    "documentos-limpar-orfaos": {
        "task": "seicidades.documentos.tasks.limpar_orfaos",
        "schedule": crontab(hour=3, minute=40),
    },
    # De segunda a sexta, no expediente; a primeira passada do dia faz tudo, as outras
    # só conferem, e cobrem a que se perdeu.
    "lembretes-varrer": {
        "task": "seicidades.lembretes.tasks.varrer",
        "schedule": crontab(minute="*/15", hour="7-18", day_of_week="mon-fri"),
    },
    # Antes da reavaliação: o que se confere e ancora é o dia que acabou.
    "fluxo-vigiar-o-registro": {
        "task": "seicidades.fluxo.tasks.vigiar_o_registro",
        "schedule": crontab(hour=2, minute=50),
    },
    "interlocutores-alinhar": {
        "task": "interlocutores.tasks.alinhar_todas",
        "schedule": crontab(hour=4, minute=20),
    },
    # Cedo, antes do expediente: papéis que acabaram e datas que passaram.
    "fluxo-reavaliar": {
        "task": "seicidades.fluxo.tasks.reavaliar_todas",
        "schedule": crontab(hour=4, minute=30),
    },
}

# Segurança.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if PRODUCAO:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # As sondas falam direto com a web, por dentro, sem TLS.
    SECURE_REDIRECT_EXEMPT = [r"^saude$", r"^saude/pronto$", r"^metricas$"]

# Operação: quem vê métricas e detalhes da saúde, além desta máquina.
TOKEN_DA_OPERACAO = env.str("TOKEN_DA_OPERACAO", default="")
REDES_DA_OPERACAO = [ipaddress.ip_network(r) for r in env.list("REDES_DA_OPERACAO", default=[])]
LOGGING = configuracao(nivel=env.str("NIVEL_DO_LOG", default="INFO"), em_json=PRODUCAO)
if env.bool("SQL", default=False):
    LOGGING["loggers"]["django.db.backends"] = {"level": "DEBUG"}
    DEBUG = not PRODUCAO
