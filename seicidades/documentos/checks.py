"""O cofre não pode ficar onde o servidor entrega arquivos a qualquer um."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register


@register()
def cofre_fora_dos_estaticos(app_configs, **kwargs) -> list[Error]:
    midia = Path(settings.MEDIA_ROOT).resolve()
    publicas = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    return [_erro(pasta) for pasta in publicas if _se_tocam(midia, Path(pasta).resolve())]


def _se_tocam(midia: Path, publica: Path) -> bool:
    return midia == publica or midia in publica.parents or publica in midia.parents


def _erro(pasta) -> Error:
    return Error(
        f"MEDIA_ROOT guarda evidências e se mistura com a pasta pública {pasta}.",
        hint="Aponte MEDIA_ROOT para uma pasta fora de STATIC_ROOT e de STATICFILES_DIRS.",
        id="documentos.E001",
    )
