"""As guardas dos impedimentos, das datas e dos textos.

Cada teste: o pedido que passa e o mesmo pedido com um só ponto estragado.
"""

from datetime import date, timedelta

import pytest

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.estado import Bloqueio
from seicidades.fluxo.nucleo.guardas.datas import recusas_do_dia
from tests.fluxo.nucleo.apoio import SEGUNDA
from tests.fluxo.nucleo.preparos import FUTURO, PREPAROS, preparo

AMANHA = SEGUNDA + timedelta(days=1)
SEMPRE_AGORA = [
    C.RECOLHER_ETAPA,
    C.DEVOLVER_ETAPA,
    C.APROVAR_ETAPA,
    C.DESFAZER_APROVACAO,
    C.REABRIR_ETAPA,
    C.PRORROGAR_PRAZO,
]


# Impedimentos


def test_bloqueio_tem_motivo_dono_e_alvo_conhecidos():
    pedido = preparo(C.DECLARAR_BLOQUEIO)

    assert pedido.com(motivo_bloqueio="chuva").codigos == ["motivo_desconhecido"]
    for dono in ("", "ninguem", "desconhecido", "prefeita"):
        assert pedido.com(dono=dono).codigos == ["dono_desconhecido"]
    assert pedido.com(alvo="nao_existe").codigos == ["item_desconhecido"]
    for alvo in ("", None, "comeco", "tabela"):
        assert pedido.com(alvo=alvo).codigos == []


@pytest.mark.parametrize(
    ("tipo", "campo"),
    [
        (C.DECLARAR_BLOQUEIO, "motivo_bloqueio"),
        (C.DECLARAR_BLOQUEIO, "dono"),
        (C.RESOLVER_BLOQUEIO, "bloqueio"),
    ],
)
def test_dado_malformado_do_impedimento_tem_uma_razao_so(tipo, campo):
    assert preparo(tipo).com(**{campo: ["x"]}).codigos == ["dado_invalido"]


def test_so_se_resolve_bloqueio_aberto_que_nao_e_do_sistema():
    pedido = preparo(C.RESOLVER_BLOQUEIO)

    assert pedido.com(bloqueio=99).codigos == ["bloqueio_desconhecido"]
    assert pedido.sem("bloqueio").codigos == ["falta_dado"]
    perda = Bloqueio(FATO_PERDIDO, Lado.MUNICIPIO, "principal", item_perdido="cadastro")
    pedido = pedido.no_estado(bloqueios={2: perda})
    assert pedido.codigos == ["bloqueio_do_sistema"]


# Datas e textos


@pytest.mark.parametrize(
    ("tipo", "campo"),
    [(t, "motivo") for t in PREPAROS if "motivo" in PREPAROS[t]().campos]
    + [(C.PEDIR_DISPENSA, "justificativa"), (C.ENTRAR_EM_PRODUCAO, "justificativa")]
    + [(C.SUSPENDER, "retomar_em"), (C.PRORROGAR_PRAZO, "ate"), (C.RETIFICAR, "valor")]
    + [(C.DEVOLVER_ETAPA, "motivos")],
)
def test_o_que_e_obrigatorio_nao_pode_faltar_nem_vir_em_branco(tipo, campo):
    assert preparo(tipo).sem(campo).codigos == ["falta_dado"]
    assert preparo(tipo).com(**{campo: None}).codigos == ["falta_dado"]
    if campo in ("motivo", "justificativa"):
        assert preparo(tipo).com(**{campo: " \n "}).codigos == ["falta_dado"]


@pytest.mark.parametrize("tipo", [tipo for tipo in C if tipo != C.REAVALIAR])
def test_nada_acontece_no_futuro(tipo):
    assert "data_no_futuro" in preparo(tipo).com(em=AMANHA).codigos


@pytest.mark.parametrize("tipo", [tipo for tipo in C if tipo != C.REAVALIAR])
def test_o_que_e_sempre_agora_nao_aceita_data_passada_e_o_resto_aceita(tipo):
    esperado = ["so_agora"] if tipo in SEMPRE_AGORA else []
    assert preparo(tipo).com(em=date(2026, 2, 27)).codigos == esperado
    assert preparo(tipo).com(em=SEGUNDA).codigos == []


@pytest.mark.parametrize(
    ("tipo", "campo"), [(C.SUSPENDER, "retomar_em"), (C.PRORROGAR_PRAZO, "ate")]
)
def test_dia_marcado_e_util_futuro_e_razoavel(tipo, campo):
    assert "data_no_passado" in preparo(tipo).com(**{campo: SEGUNDA.isoformat()}).codigos
    assert preparo(tipo).com(**{campo: "2026-04-11"}).codigos == ["dia_nao_util"]
    assert preparo(tipo).com(**{campo: "9999-12-31"}).codigos == ["data_distante"]
    assert preparo(tipo).com(**{campo: "2031-12-31"}).codigos == []


@pytest.mark.parametrize(
    ("dia", "por_que"),
    [
        (date(2026, 4, 3), ": Paixão de Cristo"),
        (date(2026, 4, 11), ": sábado"),
        (date(2026, 4, 12), ": domingo"),
        (date(2026, 4, 7), ""),
    ],
)
def test_dia_que_nao_e_util_diz_por_que(dia, por_que):
    calendario = Calendario({date(2026, 4, 3): "Paixão de Cristo", date(2026, 4, 7): ""})

    (recusa,) = recusas_do_dia(dia, SEGUNDA, calendario)
    assert recusa.mensagem == f"{dia:%d/%m/%Y} não é dia útil no município{por_que}."


def test_prorrogar_precisa_de_relogio_e_nunca_encurta():
    pedido = preparo(C.PRORROGAR_PRAZO)  # o ofício vence em 16 de março

    assert pedido.com(ate="2026-03-13").codigos == ["encurta_prazo"]
    assert pedido.com(ate="2026-03-16").codigos == []
    assert pedido.com(item="decreto").codigos == ["sem_prazo"]
    assert pedido.item_em("oficio", "pronto").codigos == ["sem_prazo"]
    assert pedido.com(item="nao_existe").codigos == ["item_desconhecido"]
    assert pedido.com(item="nao_existe", etapa="comeco").codigos == ["item_desconhecido"]
    assert pedido.sem("item").codigos == ["item_desconhecido"]
    assert pedido.sem("item").com(etapa="comeco").codigos == []


def test_prazo_que_corre_se_compara_com_o_dia_em_que_vence():
    pedido = preparo(C.PRORROGAR_PRAZO).com(ate="2026-03-16")
    pedido.mundo.no_dia(date(2026, 3, 9))

    assert pedido.codigos == []


def test_devolver_confere_cada_motivo():
    certo = {"item": "oficio", "codigo": "outro", "texto": "Rever."}
    pedido = preparo(C.DEVOLVER_ETAPA)

    def com(**troca):
        return pedido.com(motivos=[certo | troca]).codigos

    assert com(item="decreto") == ["item_de_outra_etapa"]
    assert com(item="nao_existe") == ["item_de_outra_etapa"]
    assert com(codigo="feio") == ["motivo_desconhecido"]
    assert com(texto=" ") == ["falta_dado"]
    assert pedido.com(motivos=[{}]).codigos == [
        "item_de_outra_etapa",
        "motivo_desconhecido",
        "falta_dado",
    ]


def test_retificar_so_o_andamento_que_pos_um_dado_presente():
    pedido = preparo(C.RETIFICAR)

    assert pedido.com(seq=99).codigos == ["nao_retificavel"]
    assert pedido.com(campo="autor").codigos == ["nao_retificavel"]
    assert pedido.sem("seq").codigos == ["nao_retificavel"]
    assert pedido.com(seq=1).codigos == []  # o início
    assert pedido.com_o_item("oficio", dado_seq=None).codigos == ["nao_retificavel"]
    assert pedido.com(valor=AMANHA.isoformat()).codigos == ["data_no_futuro"]


def test_retificar_inicio_e_producao_em_ordem():
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)
    inicio = pedido.com(seq=1, valor="2026-03-03")
    inicio.mundo.no_dia(date(2026, 3, 5))

    assert inicio.codigos == ["data_depois_da_producao"]
    assert pedido.com(seq=7, campo="data", valor="2026-02-27").codigos == ["data_antes_do_inicio"]
    assert pedido.com(seq=7, campo="data", valor="2026-03-02").codigos == []
    no_dia_da_producao = pedido.com(seq=1, valor="2026-03-02")
    assert no_dia_da_producao.codigos == []
    do_item = pedido.com(valor="2026-03-04")
    do_item.mundo.no_dia(date(2026, 3, 5))
    assert do_item.codigos == []  # o item pode ser de depois da produção


@pytest.mark.parametrize(("seq", "campo"), [(7, "ocorreu_em"), (1, "data"), (2, "data")])
def test_cada_andamento_retifica_so_o_seu_campo(seq, campo):
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)

    assert pedido.com(seq=seq, campo=campo).codigos == ["nao_retificavel"]


def test_producao_se_anula_ate_a_capacitacao_ser_enviada():
    pedido = preparo(C.RETIFICAR).no_estado(producao_em=SEGUNDA, producao_seq=7)
    anular = pedido.com(seq=7, campo="data", valor=None)

    assert anular.codigos == []
    assert anular.com_a_etapa("fim", envios=1).codigos == ["seguinte_ja_enviada"]


@pytest.mark.parametrize(
    ("tipo", "campos"),
    [
        (C.CONCLUIR_ITEM, {"texto": "Entregue a 111.444.777-35."}),
        (C.DESISTIR, {"motivo": "CPF 11144477735"}),
        (C.ALTERAR_FATOS, {"resumo": "111444777-35"}),
        (
            C.DEVOLVER_ETAPA,
            {"motivos": [{"item": "oficio", "codigo": "outro", "texto": "111.444.777-35"}]},
        ),
    ],
)
def test_texto_com_cpf_nao_entra_no_registro(tipo, campos):
    assert preparo(tipo).com(**campos).codigos == ["texto_com_cpf"]


def test_onze_digitos_que_nao_sao_cpf_passam():
    assert preparo(C.CONCLUIR_ITEM).com(texto="Telefone 11 98765-4321, 12345678901").codigos == []
    assert preparo(C.DESISTIR).com(motivo="Processo 018.00012345/2026-11").codigos == []


def test_prazo_marcado_no_futuro_serve_de_exemplo():
    assert date.fromisoformat(FUTURO).weekday() == 4
