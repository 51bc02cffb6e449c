"""Quem exerce cada papel em cada órgão. Toda mudança de vínculo passa por aqui."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from seicidades.comum.papeis import INTERLOCUTORES, PAPEIS_MUNICIPAIS, Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from seicidades.contas.servicos.recusas import VinculoRecusado
from seicidades.contas.servicos.saida import encerrar_avisos
from seicidades.contas.sinais import vinculo_mudou
from seicidades.correio.servicos import retirar_da_fila
from seicidades.municipios.models import Orgao

VESPERA = timedelta(days=1)
ATRASO_DA_PASSADA = timedelta(days=30)  # a passada é diária; cobre as que se perderam
SAIU_DO_PAPEL = "Retirada da fila: a pessoa deixou o papel antes do envio."
PAPEIS_NA_PAGINA = (Papel.REPRESENTANTE, *INTERLOCUTORES, Papel.APOIO)


@transaction.atomic
def vincular(
    usuario: Usuario,
    orgao: Orgao,
    papel: Papel | str,
    *,
    inicio: date,
    suplente: bool = False,
    ato: str = "",
    por: Usuario | None,
) -> Vinculo:
    """Dá à pessoa um papel no órgão e encerra na véspera quem o exercia.

    Se ela já o exerce, devolve o vínculo que existe, com o ato atualizado. O
    sinal `vinculo_mudou` sai depois do commit.

    Raises:
        VinculoRecusado: papel que a pessoa não pode exercer, ou outra pessoa
            já marcada para assumir depois de `inicio`.
    """
    papel = Papel(papel)
    conferir_papel(usuario, papel)
    Orgao.objects.select_for_update(no_key=True).get(pk=orgao.pk)
    em_vigor = list(
        Vinculo.objects.por_acabar(inicio)
        .filter(orgao=orgao, papel=papel)
        .select_related("usuario")
    )
    mesmo = next((v for v in em_vigor if _mesmo_lugar(v, usuario, suplente)), None)
    saem = [v for v in em_vigor if v is not mesmo and _deixa_o_lugar(v, usuario, papel, suplente)]
    for saiu in saem:
        _encerrar_na_vespera(saiu, usuario, inicio, por)
    vinculo = mesmo or Vinculo(
        usuario=usuario, orgao=orgao, papel=papel, suplente=suplente, inicio=inicio, criado_por=por
    )
    vinculo.inicio = min(vinculo.inicio, inicio)
    vinculo.fim = None
    vinculo.ato = ato or vinculo.ato
    vinculo.save()
    for saiu in saem:  # só agora: quem passa de suplente a titular não deixou de ter papel
        _desligar(saiu, por)
    _anunciar(orgao.pk)
    return vinculo


def conferir_papel(usuario: Usuario, papel: Papel) -> None:
    if not usuario.is_active:
        raise VinculoRecusado("conta_desativada", f"A conta de {usuario} está desativada.")
    if papel in PAPEIS_MUNICIPAIS and usuario.papel_estado:
        raise VinculoRecusado(
            "pessoa_do_estado",
            f"{usuario} tem papel no Estado e não pode exercer papel municipal. "
            "Use o e-mail de uma pessoa do município.",
        )
    gerencia = usuario.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
    if papel == Papel.GERENTE and not gerencia:
        raise VinculoRecusado(
            "nao_e_gerente",
            f"{usuario} não é gerente de projetos. Mude antes o papel no Estado.",
        )
    if papel not in PAPEIS_MUNICIPAIS and papel != Papel.GERENTE:
        raise VinculoRecusado("papel_sem_orgao", f"{papel.rotulo} não é papel de um órgão.")


def _mesmo_lugar(vinculo: Vinculo, usuario: Usuario, suplente: bool) -> bool:
    return vinculo.usuario_id == usuario.pk and vinculo.suplente == suplente


def _deixa_o_lugar(vinculo: Vinculo, usuario: Usuario, papel: Papel, suplente: bool) -> bool:
    """Sai quem ocupava o mesmo lugar e, da própria pessoa, o outro lugar do papel."""
    if vinculo.usuario_id == usuario.pk:
        return True
    return papel != Papel.APOIO and vinculo.suplente == suplente


def _encerrar_na_vespera(vinculo: Vinculo, usuario: Usuario, inicio: date, por) -> None:
    if vinculo.inicio > inicio and vinculo.usuario_id != usuario.pk:
        raise VinculoRecusado(
            "outra_pessoa_assume_depois",
            f"{vinculo.usuario} já assume como {vinculo.get_papel_display()} em "
            f"{vinculo.inicio:%d/%m/%Y}. Encerre antes esse vínculo ou informe um início "
            "posterior.",
        )
    vinculo.fim = max(inicio, vinculo.inicio) - VESPERA
    vinculo.encerrado_por = por
    vinculo.save(update_fields=["fim", "encerrado_por"])


@transaction.atomic
def encerrar_vinculo(vinculo: Vinculo, *, fim: date, por: Usuario | None) -> Vinculo:
    """Encerra o vínculo; `fim` é o último dia. Já encerrado antes disso, nada muda.

    Raises:
        VinculoRecusado: se `fim` for anterior à véspera do início.
    """
    vinculo = Vinculo.objects.select_for_update(of=("self",)).get(pk=vinculo.pk)
    if fim < vinculo.inicio - VESPERA:
        raise VinculoRecusado(
            "fim_antes_do_inicio",
            f"O último dia não pode ser anterior ao início ({vinculo.inicio:%d/%m/%Y}).",
        )
    if vinculo.fim is not None and vinculo.fim <= fim:
        return vinculo
    vinculo.fim = fim
    vinculo.encerrado_por = por
    vinculo.save(update_fields=["fim", "encerrado_por"])
    _desligar(vinculo, por)
    _anunciar(vinculo.orgao_id)
    return vinculo


def _desligar(vinculo: Vinculo, por: Usuario | None) -> None:
    """Fecha o aviso de saída e, de quem já não tem papel algum, o correio que esperava."""
    encerrar_avisos(por, vinculo=vinculo)
    pessoa = vinculo.usuario
    if pessoa.papel_estado or pessoa.vinculos.por_acabar(timezone.localdate()).exists():
        return
    retirar_da_fila(pessoa.email, SAIU_DO_PAPEL)


def recolher_correio_de_quem_saiu() -> int:
    """O último dia, marcado antes, passou: o que esperava já não é da pessoa. Diz quantas."""
    hoje = timezone.localdate()
    com_papel = Vinculo.objects.por_acabar(hoje).order_by().values("usuario")
    sairam = (
        Vinculo.objects.filter(
            fim__lt=hoje, fim__gte=hoje - ATRASO_DA_PASSADA, usuario__papel_estado=""
        )
        .exclude(usuario__in=com_papel)
        .order_by()
    )
    enderecos = sairam.values_list("usuario__email", flat=True).distinct()
    return sum(retirar_da_fila(endereco, SAIU_DO_PAPEL) for endereco in enderecos)


def _anunciar(orgao_id: int) -> None:
    transaction.on_commit(partial(vinculo_mudou.send_robust, sender=Vinculo, orgao_id=orgao_id))


@dataclass
class Lugar:
    """Um papel do órgão e quem o ocupa, hoje ou daqui a pouco."""

    papel: Papel
    titulares: list[Vinculo] = field(default_factory=list)
    suplentes: list[Vinculo] = field(default_factory=list)
    convites: list[Convite] = field(default_factory=list)
    vago_desde: date | None = None

    @property
    def dias_vago(self) -> int | None:
        """Dias corridos sem ninguém; quem nunca teve ninguém não conta."""
        if self.vago_desde is None or not self.vago:
            return None
        return (timezone.localdate() - self.vago_desde).days

    @property
    def vago(self) -> bool:
        """Ninguém o exerce hoje como titular nem suplente."""
        hoje = timezone.localdate()
        return not any(v.inicio <= hoje for v in (*self.titulares, *self.suplentes))


def pessoas_do_orgao(orgao: Orgao) -> list[Lugar]:
    """Os papéis municipais, na ordem da página, com pessoas e convites abertos.

    Três consultas, seja qual for o número de pessoas.
    """
    lugares = {papel: Lugar(papel) for papel in PAPEIS_NA_PAGINA}
    vinculos = (
        orgao.vinculos.por_acabar(timezone.localdate())
        .filter(papel__in=PAPEIS_NA_PAGINA)
        .select_related("usuario")
        .order_by("inicio", "usuario__nome", "pk")
    )
    for vinculo in vinculos:
        lugar = lugares[vinculo.papel]
        (lugar.suplentes if vinculo.suplente else lugar.titulares).append(vinculo)
    encerrados = orgao.vinculos.filter(papel__in=PAPEIS_NA_PAGINA, fim__gte=F("inicio"))
    for papel, fim in (
        encerrados.filter(fim__lt=timezone.localdate()).order_by("fim").values_list("papel", "fim")
    ):
        lugares[papel].vago_desde = fim + timedelta(days=1)
    for convite in orgao.convites.abertos().order_by("criado_em", "pk"):
        lugares[convite.papel].convites.append(convite)
    return list(lugares.values())


def enderecos_de(lugares: Iterable[Lugar]) -> set[str]:
    """Os endereços de quem ocupa os lugares ou foi convidado."""
    enderecos = set()
    for lugar in lugares:
        enderecos |= {v.usuario.email for v in (*lugar.titulares, *lugar.suplentes)}
        enderecos |= {convite.email for convite in lugar.convites}
    return enderecos
