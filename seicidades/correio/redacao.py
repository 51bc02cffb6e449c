"""Do modelo e do seu contexto ao texto e ao HTML de uma mensagem."""

from django.conf import settings
from django.template.loader import render_to_string


def assunto(modelo: str, contexto: dict) -> str:
    return render_to_string(f"emails/{modelo}.assunto.txt", _completo(contexto))


def redigir(modelo: str, contexto: dict) -> tuple[str, str]:
    """O texto e o HTML, de `emails/<modelo>.txt` e `.html`."""
    contexto = _completo(contexto)
    texto = render_to_string(f"emails/{modelo}.txt", contexto).strip() + "\n"
    return texto, render_to_string(f"emails/{modelo}.html", contexto)


def explicar_falha(modelo: str, erro: Exception) -> str:
    return (
        f"O modelo {modelo!r} não redigiu a mensagem ({type(erro).__name__}: {erro})."[:450]
        + " Corrija o modelo; a mensagem espera na fila."
    )


def _completo(contexto: dict) -> dict:
    return {"endereco_publico": settings.ENDERECO_PUBLICO.rstrip("/"), **contexto}
