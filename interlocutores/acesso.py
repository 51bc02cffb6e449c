"""O acesso que vem com a designação: convite para quem não tem conta, vínculo para quem tem."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario, Vinculo

DIA = timedelta(days=1)


def hoje() -> date:
    return timezone.localdate()


def acesso_de(designacao: Designacao):
    """O vínculo que dá à pessoa designada o acesso de hoje, se ela já o tem."""
    return _acessos(designacao).filter(usuario__email=designacao.email).first()


def convite_de(designacao: Designacao):
    """O convite que espera a resposta da pessoa designada, se houver."""
    return _convites(designacao).filter(email=designacao.email).first()


def acessos_do_orgao(orgao) -> QuerySet[Vinculo]:
    """Os vínculos de hoje, ou marcados para depois, nos quatro papéis."""
    return (
        orgao.vinculos.por_acabar(hoje())
        .filter(papel__in=INTERLOCUTORES)
        .select_related("usuario")
        .order_by("suplente", "inicio", "pk")
    )


def em_uso(vinculo: Vinculo) -> bool:
    """Já começou, e a pessoa pode entrar."""
    return vinculo.inicio <= hoje() and vinculo.usuario.is_active


def acessos_sem_designacao(implantacao) -> list[Vinculo]:
    """Quem já exerce um papel pelo acesso (carga, convite direto) e falta designar."""
    em_exercicio = implantacao.interlocutores_designacoes.em_exercicio(hoje())
    designados = set(em_exercicio.order_by().values_list("papel", "suplente", "email"))
    return [
        v
        for v in acessos_do_orgao(implantacao.orgao)
        if em_uso(v) and (v.papel, v.suplente, v.usuario.email) not in designados
    ]


def _acessos(designacao: Designacao):
    return designacao.implantacao.orgao.vinculos.por_acabar(hoje()).filter(
        papel=designacao.papel, suplente=designacao.suplente
    )


def _convites(designacao: Designacao):
    return designacao.implantacao.orgao.convites.abertos().filter(
        papel=designacao.papel, suplente=designacao.suplente
    )


def dar_acesso(designacao: Designacao, *, por) -> None:
    """Vincula quem já tem conta e convida quem não tem. Outras pessoas deixam o lugar.

    O acesso começa hoje, ainda que a designação seja anterior.
    """
    if not designacao.em_exercicio(hoje()):
        return
    _desocupar(designacao, por)
    conta = Usuario.objects.filter(email=designacao.email).first()
    try:
        if conta:
            _vincular(designacao, conta, por)
        elif not convite_de(designacao):
            contas.convidar(
                orgao=designacao.implantacao.orgao,
                papel=designacao.papel,
                suplente=designacao.suplente,
                nome=designacao.nome_publico,
                email=designacao.email,
                por=por,
            )
    except contas.Recusa as recusa:
        raise ValidationError(recusa.mensagem) from recusa


def _vincular(designacao: Designacao, conta: Usuario, por) -> None:
    vinculo = acesso_de(designacao)
    if vinculo is None or vinculo.fim != designacao.fim:
        vinculo = contas.vincular(
            conta,
            designacao.implantacao.orgao,
            designacao.papel,
            inicio=hoje(),
            suplente=designacao.suplente,
            por=por,
        )
    if designacao.fim:
        contas.encerrar_vinculo(vinculo, fim=designacao.fim, por=por)
    for convite in _convites(designacao).filter(email=designacao.email):
        contas.revogar_convite(convite, por=por)


def _desocupar(designacao: Designacao, por) -> None:
    for vinculo in _acessos(designacao).exclude(usuario__email=designacao.email):
        _encerrar_vinculo(vinculo, hoje() - DIA, por)
    for convite in _convites(designacao).exclude(email=designacao.email):
        contas.revogar_convite(convite, por=por)


def tirar_acesso(designacao: Designacao, fim: date, por) -> None:
    for vinculo in _acessos(designacao).filter(usuario__email=designacao.email):
        _encerrar_vinculo(vinculo, fim, por)
    if fim < hoje():
        for convite in _convites(designacao).filter(email=designacao.email):
            contas.revogar_convite(convite, por=por)


def _encerrar_vinculo(vinculo, fim: date, por) -> None:
    contas.encerrar_vinculo(vinculo, fim=max(fim, vinculo.inicio - DIA), por=por)
