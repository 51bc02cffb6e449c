"""O acesso que vem com a designação: convite para quem não tem conta, vínculo para quem tem."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario

DIA = timedelta(days=1)


def hoje() -> date:
    return timezone.localdate()


def acesso_de(designacao: Designacao):
    """O vínculo que dá à pessoa designada o acesso de hoje, se ela já o tem."""
    return _acessos(designacao).filter(usuario__email=designacao.email).first()


def convite_de(designacao: Designacao):
    """O convite que espera a resposta da pessoa designada, se houver."""
    return _convites(designacao).filter(email=designacao.email).first()


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


def alinhar_acessos(orgao_id: int) -> None:
    """Leva ao vínculo de quem acaba de aceitar o convite o fim já marcado na designação."""
    designacoes = Designacao.objects.em_exercicio(hoje()).filter(
        implantacao__orgao=orgao_id, fim__isnull=False
    )
    for designacao in designacoes.select_related("implantacao__orgao").order_by("pk"):
        vinculo = acesso_de(designacao)
        if vinculo and (vinculo.fim is None or vinculo.fim > designacao.fim):
            contas.encerrar_vinculo(vinculo, fim=designacao.fim, por=None)
