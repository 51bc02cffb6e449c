"""O que a carga da carteira recusa dos instrumentos, e o que grava de cada assinatura."""

from datetime import date

import pytest

from adesao import assinaturas, externos
from adesao.apuracao import apurar
from adesao.carga import atuais, conferir, gravar
from adesao.estados import EstadoDoInstrumento, Passo, em_vigor_desde
from adesao.marcas import estado_de, marcas_de
from adesao.models import Instrumento, MovimentoDaAssinatura, Signatario
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    PublicacaoDoMunicipioFactory,
    RepresentanteFactory,
    SignatarioFactory,
)

TERMO = {
    "termo_numero": "12/2026",
    "termo_processo": "018.00012345/2024-39",
    "termo_documento": "6001234",
    "termo_assinado_em": "",
}


def numeros_recusados(lote) -> list[tuple[int, str]]:
    achados = [a for a in conferir(lote) if a.codigo == "numero_repetido"]
    return [(a.orgao_id, a.coluna) for a in achados]


def test_numero_de_outra_cidade_e_recusado_no_lote_e_no_banco(implantacao, nova_implantacao):
    aqui, la = implantacao.orgao_id, nova_implantacao().orgao_id
    assert numeros_recusados({aqui: TERMO}) == []
    dois = {aqui: TERMO, la: TERMO | {"termo_documento": "6001235"}}
    assert numeros_recusados(dois) == [(aqui, "termo_numero"), (la, "termo_numero")]
    InstrumentoFactory(implantacao=nova_implantacao(), numero="12/2026")
    assert numeros_recusados({aqui: TERMO}) == [(aqui, "termo_numero")]


def test_o_numero_da_propria_cidade_nao_se_recusa(implantacao):
    InstrumentoFactory(implantacao=implantacao, numero="12/2026")
    assert numeros_recusados({implantacao.orgao_id: TERMO}) == []


# --- Quem assinou, e quem a planilha não diz


ACORDO = {
    "acordo_processo": "018.00012345/2024-39",
    "acordo_documento": "6009999",
    "representante_nome": "Ana Prado",
}
DO_MUNICIPIO, DE_TODOS = date(2025, 3, 5), date(2025, 3, 20)


def carregar(implantacao, **valores) -> Instrumento:
    gravar([(implantacao, ACORDO | valores)])
    return Instrumento.objects.get(implantacao=implantacao, tipo__papel_no_fluxo="acordo")


def assinaturas_de(instrumento) -> list[tuple]:
    ativos = instrumento.signatarios.ativos().order_by("ordem")
    return [(s.parte, s.assinado_em) for s in ativos]


def test_um_dia_so_deixa_as_outras_partes_por_assinar(implantacao):
    acordo = carregar(implantacao, acordo_assinado_em=DO_MUNICIPIO)
    assert assinaturas_de(acordo) == [
        ("municipio", DO_MUNICIPIO),
        ("sggd", None),
        ("prodesp", None),
    ]
    Instrumento.objects.update(vigencia_meses=60)
    acordo.refresh_from_db()
    assert estado_de(acordo) == EstadoDoInstrumento.PARCIAL
    assert not apurar([implantacao.pk])[implantacao.pk]["acordo_assinado_pela_sggd"].satisfeito


def test_assinado_por_todos_vale_para_quem_nao_tem_dia_proprio(implantacao):
    dias = {"acordo_assinado_em": DO_MUNICIPIO, "acordo_assinado_por_todos_em": DE_TODOS}
    acordo = carregar(implantacao, **dias)
    assert assinaturas_de(acordo) == [
        ("municipio", DO_MUNICIPIO),
        ("sggd", DE_TODOS),
        ("prodesp", DE_TODOS),
    ]
    lidos = atuais([implantacao.orgao_id])[implantacao.orgao_id]
    assert lidos["acordo_assinado_por_todos_em"] == DE_TODOS
    assert lidos["acordo_assinado_em"] == DO_MUNICIPIO


def test_o_instrumento_sem_a_parte_que_o_tipo_pede_nunca_e_vigente(implantacao):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True, vigencia_meses=60)
    SignatarioFactory(instrumento=acordo, assinado=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)
    assert estado_de(acordo) == EstadoDoInstrumento.PARCIAL
    assert em_vigor_desde(marcas_de(acordo)) is None
    for parte in ("sggd", "prodesp"):
        SignatarioFactory(instrumento=acordo, assinado=True, **{parte: True})
    assert estado_de(acordo) == EstadoDoInstrumento.VIGENTE


def test_dia_corrigido_e_um_passo_da_historia_com_a_origem(implantacao):
    carregar(implantacao, acordo_assinado_em=DO_MUNICIPIO)
    acordo = carregar(implantacao, acordo_assinado_em=date(2025, 3, 6))
    ana = acordo.signatarios.get(parte="municipio")
    assert ana.assinado_em == date(2025, 3, 6)
    passos = [(m.tipo, m.origem) for m in ana.movimentos.order_by("pk")]
    assert passos == [
        ("assinada", "importacao"),
        ("desfeito", "importacao"),
        ("assinada", "importacao"),
    ]


def test_a_mesma_linha_outra_vez_nao_acrescenta_passo(implantacao):
    dias = {"acordo_assinado_em": DO_MUNICIPIO, "acordo_assinado_por_todos_em": DE_TODOS}
    carregar(implantacao, **dias)
    carregar(implantacao, **dias)
    assert MovimentoDaAssinatura.objects.count() == 3
    assert Signatario.objects.count() == 3


def test_a_parte_que_faltava_entra_depois_sem_mudar_as_outras(implantacao):
    carregar(implantacao, acordo_assinado_em=DO_MUNICIPIO)
    gravar([(implantacao, {"acordo_assinado_sggd_em": DE_TODOS})])
    acordo = Instrumento.objects.get()
    assert assinaturas_de(acordo) == [
        ("municipio", DO_MUNICIPIO),
        ("sggd", DE_TODOS),
        ("prodesp", None),
    ]


@pytest.mark.parametrize(
    ("coluna", "dia", "frase"),
    [
        ("acordo_assinado_em", date(2025, 3, 21), "depois de por todos"),
        ("acordo_assinado_sggd_em", date(2025, 3, 1), "antes de disponibilizado"),
        ("acordo_assinado_por_todos_em", date(2999, 1, 1), "ainda não chegou"),
    ],
)
def test_dia_impossivel_diz_a_coluna(implantacao, coluna, dia, frase):
    dados = ACORDO | {
        "termo_assinado_em": date(2025, 2, 1),
        "acordo_disponibilizado_em": date(2025, 3, 2),
        "acordo_assinado_por_todos_em": DE_TODOS,
    }
    achados = conferir({implantacao.orgao_id: dados | {coluna: dia}})
    fora = [a for a in achados if a.codigo == "data_fora_de_ordem"]
    assert [(a.coluna, frase in a.motivo) for a in fora] == [(coluna, True)]


def test_dia_que_passa_da_publicacao_se_recusa_na_conferencia(implantacao):
    acordo = carregar(implantacao, acordo_assinado_por_todos_em=DE_TODOS)
    PublicacaoDoMunicipioFactory(instrumento=acordo, publicado_em=date(2025, 3, 22))
    lote = {implantacao.orgao_id: ACORDO | {"acordo_assinado_em": date(2025, 3, 25)}}
    achados = [a for a in conferir(lote) if a.codigo == "assinatura_nao_cabe"]
    assert [a.coluna for a in achados] == ["acordo_assinado_em"]
    assert "no diário do município" in achados[0].motivo


# --- Quem representa já tem o usuário externo quando a carga chega


def test_a_assinatura_que_a_carga_deixa_por_fazer_e_de_quem_representa(implantacao):
    ana = RepresentanteFactory(implantacao=implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=ana, liberado=True)
    acordo = carregar(
        implantacao,
        acordo_disponibilizado_em=date(2026, 3, 9),
        acordo_assinado_sggd_em=date(2026, 3, 10),
    )
    do_municipio = acordo.signatarios.get(parte="municipio")

    assert do_municipio.quem == ana
    assert apurar([implantacao.pk])[implantacao.pk]["acordo_disponibilizado"].satisfeito
    liberada = assinaturas.registrar_passo(
        do_municipio, Passo.LIBERADA, ocorreu_em=date(2026, 3, 11)
    )
    assert liberada.tipo == "liberada"
    assert implantacao.adesao_pessoas.count() == 0


def test_a_assinatura_que_a_carga_deixa_a_outra_pessoa_e_dela(implantacao):
    RepresentanteFactory(implantacao=implantacao, nome="Caio Serra")
    acordo = carregar(
        implantacao,
        acordo_disponibilizado_em=date(2026, 3, 9),
        acordo_assinado_sggd_em=date(2026, 3, 10),
    )
    assert acordo.signatarios.get(parte="municipio").quem.nome == "Ana Prado"


def test_sem_o_nome_de_quem_assina_e_de_quem_representa_agora_ou_depois(implantacao):
    valores = {c: v for c, v in ACORDO.items() if c != "representante_nome"} | {
        "acordo_disponibilizado_em": date(2026, 3, 9),
        "acordo_assinado_sggd_em": date(2026, 3, 10),
    }
    gravar([(implantacao, valores)])
    do_municipio = Signatario.objects.get(parte="municipio")
    assert (do_municipio.quem, implantacao.adesao_pessoas.count()) == (None, 0)

    ana = RepresentanteFactory(implantacao=implantacao)
    assinaturas.assumir(ana)
    do_municipio.refresh_from_db()
    assert do_municipio.quem == ana
    assert [p.nome for p in externos.da_cidade(implantacao)] == [ana.nome]
