"""Linhas fictícias da capacitação, para a demonstração."""

from collections.abc import Iterable, Mapping
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
from seicidades.comum.ficticios import nomes_ficticios
from seicidades.comum.lote import Lote
from seicidades.fluxo.models import Implantacao

UNIDADES = ("Gabinete", "Administração", "Saúde", "Educação", "Finanças", "Obras")
CARGOS = ("Agente administrativo", "Assistente administrativo", "Oficial de gabinete", "Docente")
ATAS = (
    "Combinadas as datas e quem participa.",
    "Lista de participantes definida; a sala será a da Secretaria de Educação.",
    "Cada secretaria indica uma pessoa até o fim da semana.",
)
# tema, dúvida, solução
DUVIDAS = (
    (
        TemaDoAtendimento.DOCUMENTO,
        "Como incluir um documento em um processo já aberto.",
        "Mostrado o botão Incluir Documento na barra do processo.",
    ),
    (
        TemaDoAtendimento.ACESSO,
        "Servidora de férias na carga não consegue entrar.",
        "Incluída a permissão na unidade; ela entrou na mesma hora.",
    ),
    (
        TemaDoAtendimento.PROCESSO,
        "Processo enviado à unidade errada.",
        "A unidade devolveu; combinado conferir a sigla antes de enviar.",
    ),
    (
        TemaDoAtendimento.EXTERNO,
        "Fornecedor não acha onde assinar o contrato.",
        "Enviado a ele o manual de acesso externo e refeita a liberação.",
    ),
)
SEMANA = timedelta(days=7)


def preencher(implantacao: Implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que satisfaz exatamente os itens de `datas` (item → dia), e só eles."""
    preencher_varias([(implantacao, datas, por)])


def preencher_varias(cidades: Iterable[tuple]) -> None:
    """O mesmo de `preencher` para cada (implantação, datas, por); uma instrução por modelo."""
    lote = Lote()
    for implantacao, datas, por in cidades:
        codigo = implantacao.orgao.municipio.codigo_ibge
        sorte = Random(f"capacitacao-{codigo}")  # noqa: S311 (repetível, não é segredo)
        _reunioes(lote, implantacao, datas, por, sorte)
        pessoas = _multiplicadores(lote, implantacao, datas, sorte)
        _sessoes(lote, implantacao, datas, pessoas, por, sorte)
        _produtos(lote, implantacao, datas, por)
        _prontidao(lote, implantacao, datas)
        _operacao(lote, implantacao, datas, por, sorte)
    lote.gravar()


def _reunioes(lote: Lote, implantacao, datas, por, sorte: Random) -> None:
    (nome,) = nomes_ficticios(sorte, 1)
    for item, tipo in ITEM_DA_REUNIAO.items():
        if item in datas:
            reuniao = Reuniao(
                implantacao=implantacao,
                tipo=tipo,
                data=datas[item],
                modalidade=sorte.choice((Modalidade.A_DISTANCIA, Modalidade.PRESENCIAL)),
                participantes=[f"{nome}, pela prefeitura", f"{por.nome_publico}, Prodesp"],
                ata=sorte.choice(ATAS),
            )
            lote.juntar(reuniao)


def _multiplicadores(lote: Lote, implantacao, datas, sorte: Random) -> list[Multiplicador]:
    if "multiplicadores_indicados" not in datas:
        return []
    quantos = sorte.randint(4, len(UNIDADES))
    unidades = sorte.sample(UNIDADES, quantos)
    return [
        lote.juntar(
            Multiplicador(
                implantacao=implantacao,
                nome=nome,
                cargo=sorte.choice(CARGOS),
                unidade=unidade,
                email=f"multiplicador{n}.{implantacao.pk}@exemplo.invalid",
            )
        )
        for n, (nome, unidade) in enumerate(
            zip(nomes_ficticios(sorte, quantos), unidades, strict=True)
        )
    ]


def _sessoes(lote: Lote, implantacao, datas, pessoas, por, sorte: Random) -> None:
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
        sessao = Sessao(
            implantacao=implantacao,
            tipo=tipo,
            data=feita or agenda + 2 * SEMANA,
            hora=time(9),
            horas=4 if tipo == TipoDeSessao.MULTIPLICADORES else 2,
            modalidade=Modalidade.A_DISTANCIA,
            local="https://sala.exemplo.invalid/sei",
            instrutor=por.nome_publico,
            realizada_em=feita,
            participantes=(presentes or sorte.randint(30, 180)) if feita else None,
        )
        lote.juntar(sessao)
        if feita and tipo == TipoDeSessao.MULTIPLICADORES:
            for pessoa in pessoas:
                lote.juntar(Presenca(sessao=sessao, multiplicador=pessoa))


def _produtos(lote: Lote, implantacao, datas, por) -> None:
    for item, produto in ITEM_DO_PRODUTO.items():
        if item in datas:
            entrega = EntregaDeProduto(
                implantacao=implantacao,
                produto=produto,
                entregue_em=datas[item],
                responsavel=por.nome_publico,
                evidencia="Enviado por e-mail ao Gestor do Conhecimento.",
                link="https://capacitacao.exemplo.invalid/sei",
            )
            lote.juntar(entrega)


def _prontidao(lote: Lote, implantacao, datas) -> None:
    if dia := datas.get("prontidao_confirmada"):
        prontidao = Prontidao(
            implantacao=implantacao,
            data_combinada=dia + SEMANA,
            **dict.fromkeys(Prontidao.PERGUNTAS, True),
        )
        lote.juntar(prontidao)


def _operacao(lote: Lote, implantacao, datas, por, sorte: Random) -> None:
    abertura = datas.get("operacao_assistida_aberta")
    fim = datas.get("operacao_assistida_encerrada")
    if abertura is None:
        return
    operacao = OperacaoAssistida(
        implantacao=implantacao,
        aberta_em=abertura,
        responsavel=por.nome_publico,
        canal="Sala virtual, dias úteis das 9h às 12h",
        encerrada_em=fim,
        conclusao="A cidade já tramita sozinha; dúvidas seguem pelo suporte." if fim else "",
    )
    lote.juntar(operacao)
    if dia := datas.get("atendimentos_registrados"):
        for tema, duvida, solucao in sorte.sample(DUVIDAS, sorte.randint(1, len(DUVIDAS))):
            atendimento = Atendimento(
                implantacao=implantacao,
                data=dia,
                unidade=sorte.choice(UNIDADES),
                tema=tema,
                duvida=duvida,
                solucao=solucao,
            )
            lote.juntar(atendimento)
