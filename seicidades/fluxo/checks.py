"""Verificações de `manage.py check`: o roteiro declarado tem de fazer sentido."""

from django.core import checks
from django.urls import NoReverseMatch, reverse

from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro


def verificar_roteiro(app_configs, **_):
    """Chaves repetidas, dependências desconhecidas, círculos, papéis e fases fora do lugar."""
    roteiro = roteiro_do_codigo()
    erros = [checks.Error(problema, id="fluxo.E001") for problema in problemas_do_roteiro(roteiro)]
    return erros + [
        checks.Error(
            f"O item {item.chave!r} aponta para a página {item.pagina!r}, que não existe.",
            hint="A página deve aceitar só `implantacao_id`.",
            id="fluxo.E002",
        )
        for item in roteiro.itens.values()
        if item.pagina and not _existe(item.pagina)
    ]


def _existe(pagina: str) -> bool:
    try:
        reverse(pagina, kwargs={"implantacao_id": 1})
    except NoReverseMatch:
        return False
    return True


def registrar_verificacoes():
    checks.register(verificar_roteiro, "fluxo")
