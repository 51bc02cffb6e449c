"""Cada andamento em uma frase que se lê."""

from datetime import UTC, date, datetime

import pytest

from seicidades.contas.models import Usuario
from seicidades.fluxo.frases import frase
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.nucleo.eventos import TipoDeEvento as T
from tests.fluxo.roteiros import CURTO

MEIO_DIA = datetime(2026, 3, 4, 15, tzinfo=UTC)
MOTIVO = {"motivo": "Trocou a prefeita."}
# tipo: (alvo, pedido, frase, detalhe)
FRASES = {
    T.IMPLANTACAO_INICIADA: ({}, {}, "Ana iniciou a implantação.", ""),
    T.SITUACAO_IMPORTADA: (
        {},
        {"etapas": ["comeco"], "datas": {"comeco": "2025-08-04"}, "fonte": "Planilha de outubro"},
        "Ana carregou a situação da cidade. Fonte: Planilha de outubro.",
        "Aprovadas: Começo em 04/08/2025.",
    ),
    T.ITEM_CONCLUIDO: (
        {"item": "oficio"},
        {"texto": "Entregue."},
        "Ana concluiu «Fazer oficio».",
        "Entregue.",
    ),
    T.ITEM_REABERTO: ({"item": "oficio"}, {}, "Ana reabriu «Fazer oficio».", ""),
    T.FATO_REGISTRADO: (
        {"item": "cadastro"},
        {"resumo": "Completo."},
        "Ana informou «Fazer cadastro».",
        "Completo.",
    ),
    T.DISPENSA_PEDIDA: (
        {"item": "decreto"},
        {"justificativa": "Já há."},
        "Ana pediu a dispensa de «Fazer decreto».",
        "Já há.",
    ),
    T.DISPENSA_CONFIRMADA: ({"item": "decreto"}, {}, "Ana dispensou «Fazer decreto».", ""),
    T.DISPENSA_NEGADA: (
        {"item": "decreto"},
        MOTIVO,
        "Ana não aceitou a dispensa de «Fazer decreto».",
        "Trocou a prefeita.",
    ),
    T.ETAPA_ENVIADA: ({"etapa": "meio"}, {}, "Ana enviou Meio para análise.", ""),
    T.ETAPA_RECOLHIDA: (
        {"etapa": "meio"},
        MOTIVO,
        "Ana recolheu Meio da análise.",
        "Trocou a prefeita.",
    ),
    T.ETAPA_DEVOLVIDA: (
        {"etapa": "comeco"},
        {"motivos": [{"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine."}]},
        "Ana devolveu Começo para correção.",
        "«Fazer oficio»: falta assinatura, Assine.",
    ),
    T.ETAPA_APROVADA: ({"etapa": "meio"}, {}, "Ana aprovou Meio.", ""),
    T.APROVACAO_DESFEITA: (
        {"etapa": "meio"},
        MOTIVO,
        "Ana desfez a aprovação de Meio.",
        "Trocou a prefeita.",
    ),
    T.ETAPA_REABERTA: (
        {"etapa": "meio"},
        MOTIVO,
        "Ana reabriu a etapa Meio.",
        "Trocou a prefeita.",
    ),
    T.PRODUCAO_INICIADA: (
        {},
        {"data": "2026-03-02", "justificativa": "Conferido."},
        "Ana registrou a entrada em produção em 02/03/2026.",
        "Conferido.",
    ),
    T.BLOQUEIO_DECLARADO: (
        {},
        {"motivo_bloqueio": "sem_acesso", "dono": "prodesp", "texto": "Pede senha."},
        "Ana pediu ajuda: não consigo acessar o sei ou um documento. Com Prodesp.",
        "Pede senha.",
    ),
    T.BLOQUEIO_RESOLVIDO: (
        {},
        {"motivo": "Senha trocada."},
        "Ana deu por resolvido um impedimento.",
        "Senha trocada.",
    ),
    T.PRAZO_PRORROGADO: (
        {"item": "oficio"},
        {"ate": "2026-04-10", **MOTIVO},
        "Ana prorrogou o prazo de «Fazer oficio» até 10/04/2026.",
        "Trocou a prefeita.",
    ),
    T.IMPLANTACAO_SUSPENSA: (
        {},
        {"retomar_em": "2026-04-10", **MOTIVO},
        "Ana suspendeu a implantação, para retomar em 10/04/2026.",
        "Trocou a prefeita.",
    ),
    T.IMPLANTACAO_RETOMADA: ({}, {}, "Ana retomou a implantação.", ""),
    T.DESISTENCIA_REGISTRADA: ({}, MOTIVO, "Ana registrou a desistência.", "Trocou a prefeita."),
    T.IMPLANTACAO_READMITIDA: ({}, MOTIVO, "Ana readmitiu o município.", "Trocou a prefeita."),
    T.DADO_RETIFICADO: (
        {"item": "oficio"},
        {"campo": "ocorreu_em", "valor": "2026-03-02", **MOTIVO},
        "Ana retificou a data de «Fazer oficio» para 02/03/2026.",
        "Trocou a prefeita.",
    ),
    T.ITEM_SATISFEITO: (
        {"item": "cadastro"},
        {"resumo": "Completo."},
        "«Fazer cadastro» ficou pronto.",
        "Completo.",
    ),
    T.ITEM_PERDIDO: (
        {"item": "cadastro"},
        {"resumo": "Sem prefeita."},
        "«Fazer cadastro» deixou de estar pronto.",
        "Sem prefeita.",
    ),
    T.ETAPA_ABERTA: ({"etapa": "meio"}, {}, "A etapa Meio começou.", ""),
    T.PRAZOS_RECALCULADOS: (
        {},
        {"movidos": {"oficio": ["2026-03-16", "2026-03-17"]}},
        "Os prazos foram recalculados.",
        "O prazo de «Fazer oficio» passou de 16/03/2026 para 17/03/2026.",
    ),
    T.IMPLANTACAO_HABILITADA: ({}, {}, "O município está habilitado no SEI.", ""),
}


def contar(tipo, pedido=(), *, ator="Ana", ocorreu_em=None, registrado_em=MEIO_DIA, **campos):
    andamento = Andamento(
        tipo=tipo.value,
        dados={"pedido": dict(pedido), "depois": {}},
        registrado_em=registrado_em,
        ocorreu_em=ocorreu_em or date(2026, 3, 4),
        ator=Usuario(nome=ator) if ator else None,
        **campos,
    )
    return frase(andamento, CURTO)


@pytest.mark.parametrize("tipo", list(T))
def test_todo_tipo_de_andamento_tem_a_sua_frase(tipo):
    alvo, pedido, texto, detalhe = FRASES[tipo]

    linha = contar(tipo, pedido, **alvo)
    assert (linha.texto, linha.detalhe) == (texto, detalhe)


def test_em_nome_de_e_por_onde():
    linha = contar(T.ITEM_CONCLUIDO, item="extrato", em_nome_de="sggd", origem="oficio")
    assert linha.texto == "Ana concluiu «Fazer extrato». Registro em nome de SGGD, por ofício."


def test_o_dia_em_que_aconteceu_quando_e_outro():
    assert contar(T.ETAPA_ENVIADA, etapa="meio", ocorreu_em=date(2026, 2, 27)).detalhe == (
        "Aconteceu em 27/02/2026."
    )


def test_de_noite_em_sao_paulo_ainda_e_o_mesmo_dia():
    """Às 22h de 4 de março já é dia 5 em UTC."""
    noite = datetime(2026, 3, 5, 1, tzinfo=UTC)
    assert contar(T.ETAPA_ENVIADA, etapa="meio", registrado_em=noite).detalhe == ""


def test_sem_ator_foi_o_sistema():
    linha = contar(T.BLOQUEIO_RESOLVIDO, ator=None)
    assert linha.texto == "O sistema deu por resolvido um impedimento."


@pytest.mark.parametrize(
    ("pedido", "texto"),
    [
        (
            {"motivo_bloqueio": "fato_perdido", "dono": "municipio", "resumo": "Sem prefeita."},
            "«Fazer cadastro» deixou de valer e precisa de atenção.",
        ),
        (
            {"motivo_bloqueio": "calamidade", "dono": "municipio"},
            "Ana apontou um impedimento: calamidade ou emergência no município. Com município.",
        ),
    ],
)
def test_impedimento_do_sistema_ou_de_outro_dono(pedido, texto):
    assert contar(T.BLOQUEIO_DECLARADO, pedido, item="cadastro").texto == texto


@pytest.mark.parametrize(
    ("pedido", "texto"),
    [
        (
            {"campo": "ocorreu_em", "valor": "2026-01-15"},
            "Ana retificou a data do início para 15/01/2026.",
        ),
        (
            {"campo": "data", "valor": "2026-03-02"},
            "Ana retificou a data da entrada em produção para 02/03/2026.",
        ),
        ({"campo": "data", "valor": None}, "Ana anulou a entrada em produção."),
        ({"campo": "data", "valor": ""}, "Ana anulou a entrada em produção."),
    ],
)
def test_retificacao_diz_o_que_mudou(pedido, texto):
    assert contar(T.DADO_RETIFICADO, pedido).texto == texto


def test_item_que_saiu_do_roteiro_ainda_se_conta():
    assert contar(T.ITEM_CONCLUIDO, item="antigo").texto == "Ana concluiu antigo."
