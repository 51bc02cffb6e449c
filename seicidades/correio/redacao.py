"""Do modelo e do seu contexto ao texto e ao HTML de uma mensagem."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string

# As camadas de cima dizem o que toda mensagem leva, conforme o endereço a que vai.
_acrescimos: list[Callable[[str], dict[str, str]]] = []


def acrescentar_a_todas(contexto_de: Callable[[str], dict[str, str]]) -> None:
    """Guarda uma função que recebe o endereço de destino e devolve contexto."""
    if contexto_de not in _acrescimos:
        _acrescimos.append(contexto_de)


def assunto(modelo: str, contexto: dict) -> str:
    return render_to_string(f"emails/{modelo}.assunto.txt", _completo(contexto))


def redigir(modelo: str, contexto: dict, para: str = "") -> tuple[str, str]:
    """O texto e o HTML, de `emails/<modelo>.txt` e `.html`; `para` é o endereço de destino."""
    acrescimos = {}
    for contexto_de in _acrescimos:
        acrescimos |= contexto_de(para)
    contexto = acrescimos | _completo(contexto)  # o que a mensagem diz de si vale mais
    texto = render_to_string(f"emails/{modelo}.txt", contexto).strip() + "\n"
    return texto, render_to_string(f"emails/{modelo}.html", contexto)


def explicar_falha(modelo: str, erro: Exception) -> str:
    return (
        f"O modelo {modelo!r} não redigiu a mensagem ({type(erro).__name__}: {erro})."[:450]
        + " Corrija o modelo; a mensagem espera na fila."
    )


def _completo(contexto: dict) -> dict:
    return {"endereco_publico": settings.ENDERECO_PUBLICO.rstrip("/"), **contexto}
