"""Quem pode o quê em cada órgão. Na dúvida, não pode."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from seicidades.comum.papeis import PAPEIS_DO_ESTADO, Papel
from seicidades.contas.models import Vinculo
from seicidades.municipios.models import Orgao


class Permissao(StrEnum):
    VER = "ver"
    PREENCHER = "preencher"
    ANALISAR = "analisar"
    ADMINISTRAR = "administrar"


def papel_do_estado(usuario) -> Papel | None:
    """Papel da pessoa no Estado; `None` para municipais, anônimas e desativadas."""
    papel = getattr(usuario, "papel_estado", "")
    return Papel(papel) if papel and usuario.is_active else None


def papeis_de(usuario, orgao: Orgao) -> frozenset[Papel]:
    """Papéis que a pessoa exerce hoje no órgão, como titular ou suplente."""
    vinculos = Vinculo.objects.ativos(timezone.localdate()).filter(usuario=usuario.pk, orgao=orgao)
    return papeis_exercidos(usuario, vinculos.order_by().values_list("papel", flat=True))


def papeis_exercidos(usuario, vinculados: Iterable[str]) -> frozenset[Papel]:
    """Dos papéis a que a pessoa está vinculada no órgão, os que de fato exerce.

    Gerente só o é da própria carteira (vínculo ativo), embora veja tudo. Quem
    é do Estado não exerce papel municipal: não se analisa o que se preencheu.
    """
    if not usuario.is_authenticated or not usuario.is_active:
        return frozenset()
    do_estado = papel_do_estado(usuario)
    if do_estado == Papel.OBSERVADOR:
        return frozenset({do_estado})
    papeis = {Papel(papel) for papel in vinculados}
    if do_estado is None:
        return frozenset(papeis - {Papel.GERENTE})
    return frozenset(papeis & {Papel.GERENTE} | {do_estado} - {Papel.GERENTE})


LerPapeis = Callable[[Any, Orgao], frozenset[Papel]]


def pode(usuario, permissao: Permissao, orgao: Orgao, ler_papeis: LerPapeis = papeis_de) -> bool:
    """Responde se a pessoa tem a permissão no órgão, hoje.

    `ler_papeis` é de quem já os leu no mesmo pedido.
    """
    do_estado = papel_do_estado(usuario)
    if permissao == Permissao.VER:
        return do_estado is not None or bool(ler_papeis(usuario, orgao))
    if permissao == Permissao.PREENCHER:
        return bool(ler_papeis(usuario, orgao) - {Papel.ADMINISTRADOR, Papel.OBSERVADOR})
    if permissao == Permissao.ANALISAR:
        return do_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
    if permissao == Permissao.ADMINISTRAR:
        return do_estado == Papel.ADMINISTRADOR or (
            do_estado == Papel.GERENTE and administra(usuario, orgao)
        )
    return False


def decide_pessoas(usuario, orgao: Orgao) -> bool:
    """Quem troca as pessoas dos papéis: a gerência e quem representa o município."""
    if pode(usuario, Permissao.ADMINISTRAR, orgao):
        return True
    return Papel.REPRESENTANTE in papeis_de(usuario, orgao)


def administra(gerente, orgao: Orgao) -> bool:
    """O órgão é da carteira deste gerente ou ainda não tem quem o gerencie."""
    responsaveis = gerentes_de(orgao).values_list("usuario_id", flat=True)
    return not responsaveis or gerente.pk in responsaveis


def gerentes_de(orgao: Orgao) -> QuerySet[Vinculo]:
    """Vínculos de gerente em vigor no órgão, o titular primeiro."""
    return (
        _de_gerencia(orgao.vinculos.all())
        .select_related("usuario")
        .order_by("suplente", "inicio", "pk")
    )


def administrados(usuario, orgao_ids: Iterable[int]) -> set[int]:
    """Destes órgãos, os que a pessoa pode administrar hoje. Uma consulta para todos."""
    todos, papel = set(orgao_ids), papel_do_estado(usuario)
    if papel != Papel.GERENTE:
        return todos if papel == Papel.ADMINISTRADOR else set()
    vinculos = _de_gerencia(Vinculo.objects.filter(orgao__in=todos)).order_by("pk")
    pares = set(vinculos.values_list("orgao_id", "usuario_id"))
    de_alguem = {orgao for orgao, _ in pares}
    return {o for o in todos if o not in de_alguem or (o, usuario.pk) in pares}


def _de_gerencia(vinculos: QuerySet[Vinculo]) -> QuerySet[Vinculo]:
    return vinculos.ativos(timezone.localdate()).filter(
        papel=Papel.GERENTE,
        usuario__is_active=True,
        usuario__papel_estado__in=(Papel.GERENTE, Papel.ADMINISTRADOR),
    )


def orgaos_visiveis(usuario) -> QuerySet[Orgao]:
    """Órgãos que a pessoa pode ver: todos para o Estado, os seus para as demais."""
    if papel_do_estado(usuario):
        return Orgao.objects.all()
    if not usuario.is_authenticated or not usuario.is_active:
        return Orgao.objects.none()
    ativos = usuario.vinculos.ativos(timezone.localdate()).exclude(papel=Papel.GERENTE)
    return Orgao.objects.filter(pk__in=ativos.values("orgao"))


# As páginas do Django tratam PUT como POST; as nossas não aceitam outros métodos.
METODOS = ["get", "head", "post", "options"]


class ExigePermissaoMixin(AccessMixin):
    """A view declara `permissao` e `get_orgao()`.

    Quem nem pode ver o órgão recebe 404; quem vê mas não pode isto, 403.
    """

    http_method_names = METODOS
    permissao: Permissao | None = None

    def get_orgao(self) -> Orgao:
        raise ImproperlyConfigured(f"{type(self).__name__} precisa declarar get_orgao().")

    def ler_papeis(self, usuario, orgao: Orgao) -> frozenset[Papel]:
        """Os de agora; a página que os usa guarda o que leu."""
        return papeis_de(usuario, orgao)

    def dispatch(self, request, *args, **kwargs):
        if self.permissao is None:
            raise ImproperlyConfigured(f"{type(self).__name__} precisa declarar `permissao`.")
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        orgao = self.get_orgao()
        if not pode(request.user, Permissao.VER, orgao, self.ler_papeis):
            raise Http404
        if not pode(request.user, self.permissao, orgao, self.ler_papeis):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ExigePapelDoEstadoMixin(AccessMixin):
    """A view declara `papeis_do_estado`; os demais recebem 403."""

    http_method_names = METODOS
    papeis_do_estado: frozenset[Papel] = frozenset()

    def dispatch(self, request, *args, **kwargs):
        if not self.papeis_do_estado or not self.papeis_do_estado <= PAPEIS_DO_ESTADO:
            raise ImproperlyConfigured(f"{type(self).__name__} precisa declarar papeis_do_estado.")
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if papel_do_estado(request.user) not in self.papeis_do_estado:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
