"""Os acessos fictícios que a página de entrada mostra, só na demonstração."""

from dataclasses import dataclass

from django.utils import timezone

from seicidades.contas.models import Usuario, Vinculo

DOMINIO_FICTICIO = "@exemplo.invalid"


@dataclass(frozen=True)
class Acesso:
    email: str
    papel: str


def acessos_do_estado() -> list[Acesso]:
    """Uma pessoa fictícia por linha, na ordem do programa."""
    pessoas = Usuario.objects.filter(is_active=True, email__endswith=DOMINIO_FICTICIO)
    return [
        Acesso(pessoa.email, pessoa.get_papel_estado_display())
        for pessoa in pessoas.exclude(papel_estado="").order_by("papel_estado", "email")
    ]


def acessos_por_orgao() -> dict[str, list[Acesso]]:
    """As pessoas fictícias de cada órgão, em ordem alfabética de município."""
    vinculos = (
        Vinculo.objects.ativos(timezone.localdate())
        .filter(usuario__email__endswith=DOMINIO_FICTICIO, usuario__papel_estado="")
        .select_related("usuario", "orgao")
        .order_by("orgao__municipio__nome_de_busca", "orgao_id", "usuario__email", "papel")
    )
    acessos: dict[str, list[Acesso]] = {}
    for vinculo in vinculos:
        acesso = Acesso(vinculo.usuario.email, vinculo.get_papel_display())
        acessos.setdefault(str(vinculo.orgao), []).append(acesso)
    return acessos
