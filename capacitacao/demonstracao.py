"""Linhas fictícias da capacitação, para a demonstração."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from random import Random

from capacitacao.apuracao import ITEM_DA_REUNIAO, ITEM_DO_PRODUTO
from capacitacao.models import (
    Atendimento,
    EntregaDeProduto,
    Modalidade,
    Multiplicador,
    OperacaoAssistida,
    Presenca,
    Prontidao,
    Reuniao,
    Sessao,
    TemaDoAtendimento,
    TipoDeSessao,
)
from seicidades.fluxo.models import Implantacao

PESSOAS = ("Lia Campos", "Davi Moura", "Célia Ramos", "Igor Paiva", "Nair Torres", "Rui Sales")
UNIDADES = ("Gabinete", "Administração", "Saúde", "Educação", "Finanças", "Obras")
SEMANA = timedelta(days=7)


def preencher(implantacao: Implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que satisfaz exatamente os itens de `datas` (item → dia), e só eles."""
    sorte = Random(implantacao.orgao.municipio.codigo_ibge)  # noqa: S311 (repetível de propósito)
    _reunioes(implantacao, datas)
    pessoas = _multiplicadores(implantacao, datas, sorte)
    _sessoes(implantacao, datas, pessoas, sorte)
    _produtos(implantacao, datas, por)
    _prontidao(implantacao, datas)
    _operacao(implantacao, datas, por)


def _reunioes(implantacao: Implantacao, datas: Mapping[str, date]) -> None:
    for item, tipo in ITEM_DA_REUNIAO.items():
        if item in datas:
            Reuniao.objects.create(
                implantacao=implantacao,
                tipo=tipo,
                data=datas[item],
                modalidade=Modalidade.A_DISTANCIA,
                participantes=["Lia Campos, Gestora SEI", "Marta Reis, Prodesp"],
                ata="Combinadas as datas e quem participa.",
            )


def _multiplicadores(implantacao, datas, sorte: Random) -> list[Multiplicador]:
    if "multiplicadores_indicados" not in datas:
        return []
    return Multiplicador.objects.bulk_create(
        Multiplicador(
            implantacao=implantacao,
            nome=nome,
            cargo="Agente administrativo",
            unidade=unidade,
            email=f"multiplicador{n}.{implantacao.pk}@exemplo.invalid",
        )
        for n, (nome, unidade) in enumerate(
            zip(sorte.sample(PESSOAS, 4), sorte.sample(UNIDADES, 4), strict=True)
        )
    )


def _sessoes(implantacao, datas, pessoas: list[Multiplicador], sorte: Random) -> None:
    """Marcadas, se a agenda está; feitas as que os itens dizem, marcando-as se preciso."""
    agenda = datas.get("agenda_marcada")
    for tipo, item in (
        (TipoDeSessao.MULTIPLICADORES, "multiplicadores_capacitados"),
        (TipoDeSessao.WEBINAR, "webinar_realizado"),
    ):
        feita = datas.get(item)
        if agenda is None and feita is None:
            continue
        presentes = len(pessoas) if tipo == TipoDeSessao.MULTIPLICADORES and pessoas else 0
        sessao = Sessao.objects.create(
            implantacao=implantacao,
            tipo=tipo,
            data=feita or agenda + 2 * SEMANA,
            hora=time(9),
            horas=4 if tipo == TipoDeSessao.MULTIPLICADORES else 2,
            modalidade=Modalidade.A_DISTANCIA,
            local="https://sala.exemplo.invalid/sei",
            instrutor="Marta Reis",
            realizada_em=feita,
            participantes=(presentes or sorte.randint(30, 180)) if feita else None,
        )
        if feita and tipo == TipoDeSessao.MULTIPLICADORES:
            Presenca.objects.bulk_create(
                Presenca(sessao=sessao, multiplicador=pessoa) for pessoa in pessoas
            )


def _produtos(implantacao, datas, por) -> None:
    EntregaDeProduto.objects.bulk_create(
        EntregaDeProduto(
            implantacao=implantacao,
            produto=produto,
            entregue_em=datas[item],
            responsavel=por.nome_publico,
            evidencia="Enviado por e-mail ao Gestor do Conhecimento.",
            link="https://capacitacao.exemplo.invalid/sei",
        )
        for item, produto in ITEM_DO_PRODUTO.items()
        if item in datas
    )


def _prontidao(implantacao, datas) -> None:
    if dia := datas.get("prontidao_confirmada"):
        Prontidao.objects.create(
            implantacao=implantacao,
            data_combinada=dia + SEMANA,
            **dict.fromkeys(Prontidao.PERGUNTAS, True),
        )


def _operacao(implantacao, datas, por) -> None:
    abertura = datas.get("operacao_assistida_aberta")
    fim = datas.get("operacao_assistida_encerrada")
    if abertura is None:
        return
    OperacaoAssistida.objects.create(
        implantacao=implantacao,
        aberta_em=abertura,
        responsavel=por.nome_publico,
        canal="Sala virtual, dias úteis das 9h às 12h",
        encerrada_em=fim,
        conclusao="A cidade já tramita sozinha; dúvidas seguem pelo suporte." if fim else "",
    )
    if dia := datas.get("atendimentos_registrados"):
        Atendimento.objects.create(
            implantacao=implantacao,
            data=dia,
            unidade="Administração",
            tema=TemaDoAtendimento.DOCUMENTO,
            duvida="Como incluir um documento em um processo já aberto.",
            solucao="Mostrado o botão Incluir Documento na barra do processo.",
        )
