"""Gente que vai e vem nas cidades contadas à mão: vaga, «não sou mais eu» e novo mandato."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from interlocutores import servicos as interlocutores
from interlocutores.apuracao import ITEM_DA_DESIGNACAO
from interlocutores.models import Designacao
from seicidades.comum.ficticios import nomes_ficticios
from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario, Vinculo
from seicidades.demo.enredos import ENREDOS
from seicidades.demo.gente import DOMINIO, gravar
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao

COM_VAGA = "3505500"
COM_SAIDA = "3507506"
COM_POSSE = "3511102"
DIAS_DESDE_A_POSSE = 12
ATO_FICTICIO = "Designação fictícia da demonstração"


def movimentar_pessoas(senha: str) -> None:
    """Contas dos suplentes e cada movimento, se a cidade está entre as carregadas."""
    _dar_conta_aos_suplentes(senha)
    for codigo, mover in (
        (COM_VAGA, _deixar_vago),
        (COM_SAIDA, _avisar_saida),
        (COM_POSSE, _dar_posse),
    ):
        implantacao = (
            Implantacao.objects.com_lugar()
            .filter(orgao__municipio__codigo_ibge=codigo)
            .select_related("versao")
            .first()
        )
        if implantacao:
            mover(implantacao, senha)


def _dar_conta_aos_suplentes(senha: str) -> None:
    """Nas cidades contadas à mão, o suplente entra como o titular."""
    suplentes = (
        Designacao.objects.suplentes()
        .filter(implantacao__orgao__municipio__codigo_ibge__in=[e.codigo_ibge for e in ENREDOS])
        .select_related("implantacao")
        .order_by("pk")
    )
    contas_novas = [Usuario(email=d.email, nome=d.nome, telefone=d.telefone) for d in suplentes]
    gravar(contas_novas, senha)
    Vinculo.objects.bulk_create(
        Vinculo(
            usuario=conta,
            orgao_id=designacao.implantacao.orgao_id,
            papel=designacao.papel,
            suplente=True,
            inicio=designacao.inicio,
            ato=ATO_FICTICIO,
        )
        for designacao, conta in zip(suplentes, contas_novas, strict=True)
    )


def _deixar_vago(implantacao: Implantacao, senha: str) -> None:
    """Quem era da TI pediu exoneração logo depois de designado, e a gerência registrou."""
    gerente = _vinculo(implantacao, Papel.GERENTE).usuario
    designacao = interlocutores.designacao_de(implantacao, Papel.GESTOR_TI)
    ontem = timezone.localdate() - timedelta(days=1)
    with fluxo.alterar_fatos(
        implantacao,
        gerente,
        ITEM_DA_DESIGNACAO[Papel.GESTOR_TI],
        "Fim da designação do Gestor de TI.",
        em_nome_de=Papel.GESTOR_SEI.value,
        origem="telefone",
        comprovacao="A chefia de gabinete contou.",
    ):
        interlocutores.encerrar(
            designacao,
            fim=max(designacao.inicio, ontem - timedelta(days=8)),
            motivo="Pediu exoneração",
            por=gerente,
        )


def _avisar_saida(implantacao: Implantacao, senha: str) -> None:
    vinculo = _vinculo(implantacao, Papel.GESTOR_CONHECIMENTO)
    sucessora = nomes_ficticios(_sorte(implantacao), 1)[0]
    contas.avisar_saida(
        vinculo.usuario,
        [vinculo],
        motivo="mudou",
        texto="Fui para a Secretaria de Cultura no começo do mês.",
        sucessor_nome=sucessora,
        sucessor_email=f"formacao.{implantacao.orgao.municipio.codigo_ibge}@{DOMINIO}",
    )


def _dar_posse(implantacao: Implantacao, senha: str) -> None:
    """Quem representava o município saiu; quem assumiu ainda não disse quem continua."""
    dia = timezone.localdate() - timedelta(days=DIAS_DESDE_A_POSSE)
    codigo = implantacao.orgao.municipio.codigo_ibge
    pessoa = Usuario(
        email=f"quem-assumiu.{codigo}@{DOMINIO}", nome=nomes_ficticios(_sorte(implantacao), 1)[0]
    )
    gravar([pessoa], senha)
    gerente = _vinculo(implantacao, Papel.GERENTE).usuario
    contas.vincular(pessoa, implantacao.orgao, Papel.REPRESENTANTE, inicio=dia, por=gerente)


def _vinculo(implantacao: Implantacao, papel: Papel) -> Vinculo:
    vinculos = implantacao.orgao.vinculos.ativos(timezone.localdate()).filter(papel=papel)
    return vinculos.select_related("usuario", "orgao").order_by("suplente", "pk")[0]


def _sorte(implantacao: Implantacao) -> Random:
    return Random(f"movimento-{implantacao.orgao.municipio.codigo_ibge}")  # noqa: S311 (repetível)
