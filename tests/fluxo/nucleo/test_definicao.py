"""O roteiro declarado: vai e volta dos dados, e cada problema que impede a publicação."""

from dataclasses import replace

import pytest

from seicidades.fluxo.declaracao import Etapa, Fase, Lado, Papel, Roteiro
from seicidades.fluxo.nucleo.definicao import DiasUteis, Fonte, Origem, problemas_do_roteiro
from tests.fluxo.nucleo.apoio import com_etapa, com_item
from tests.fluxo.roteiros import CURTO, item


def com_mais_item(chave: str, *itens) -> Roteiro:
    return com_etapa(chave, itens=(*CURTO.por_chave[chave].itens, *itens))


def test_o_roteiro_curto_nao_tem_problemas():
    assert problemas_do_roteiro(CURTO) == []


PROBLEMAS = {
    "chave de item repetida": (com_mais_item("meio", item("oficio")), "'oficio' está repetida"),
    "chave de etapa repetida": (com_mais_item("meio", item("fim")), "'fim' está repetida"),
    "ordem repetida": (com_etapa("fim", ordem=2), "mesma ordem"),
    "dependência que não existe": (
        com_item("decreto", depende_de=("nada",)),
        "'nada', que não existe",
    ),
    "dependência de etapa posterior": (
        com_item("oficio", depende_de=("decreto",)),
        "posterior ou da trilha",
    ),
    "dependência da trilha": (com_item("aulas", depende_de=("tabela",)), "posterior ou da trilha"),
    "antes depende de depois": (com_item("aulas", depende_de=("uso",)), "é de antes e depende"),
    "círculo": (com_item("oficio", depende_de=("cadastro",)), "em círculo"),
    "depende de si": (com_item("oficio", depende_de=("oficio",)), "em círculo"),
    "papel desconhecido": (com_item("oficio", papel="prefeito"), "papel ou lado desconhecido"),
    "lado desconhecido": (com_item("oficio", lado="vizinho"), "papel ou lado desconhecido"),
    "papel que não é do lado": (com_item("oficio", papel=Papel.GERENTE), "não é do lado dele"),
    "lado sem papel": (com_item("oficio", lado=Lado.SGGD), "não é do lado dele"),
    "papel de envio desconhecido": (com_etapa("meio", papel_de_envio="x"), "papel de envio"),
    "fase fora do lugar": (com_item("decreto", fase=Fase.DEPOIS), "fora da última etapa"),
    "por fato sem apuração": (com_etapa("comeco", apurar=None), "a etapa não apura"),
    "trilha sem etapa que a abra": (com_etapa("arquivo", abre_com="nada"), "abre com etapa"),
    "etapa vazia": (com_etapa("meio", itens=()), "não tem itens"),
    "sem etapa principal": (Roteiro(CURTO.trilhas), "nenhuma etapa principal"),
    "prazo que não é positivo": (com_item("oficio", prazo=DiasUteis(0)), "um dia ou mais"),
    "quem mais registra o declarado": (
        com_item("oficio", tambem_por=frozenset({Papel.APOIO})),
        "quem mais registra",
    ),
    "quem mais registra, do Estado": (
        com_item("cadastro", tambem_por=frozenset({Papel.GERENTE})),
        "quem mais registra",
    ),
    "chave longa demais": (com_mais_item("meio", item("x" * 61)), "passa de 60"),
}


@pytest.mark.parametrize(("roteiro", "frase"), PROBLEMAS.values(), ids=PROBLEMAS)
def test_cada_problema_e_apontado(roteiro, frase):
    assert any(frase in p for p in problemas_do_roteiro(roteiro)), problemas_do_roteiro(roteiro)


def test_todos_os_problemas_de_uma_vez():
    roteiro = com_item("oficio", com_etapa("fim", ordem=2), depende_de=("nada",))

    assert len(problemas_do_roteiro(roteiro)) == 2


def test_vai_e_volta_dos_dados():
    fonte = Fonte(Origem.LEI, "Lei nº 14.129/2021, art. 5º")
    roteiro = com_item("oficio", fonte=fonte, exige_arquivo=True)

    lido = Roteiro.de_dados(roteiro.para_dados())
    assert (lido, lido.digest) == (roteiro, roteiro.digest)
    assert lido.por_chave["comeco"].apurar is None  # código não vai para o banco


def test_digest_muda_com_o_conteudo_e_so_com_ele():
    assert com_item("oficio", titulo="Outro").digest != CURTO.digest
    assert com_etapa("comeco", apurar=None).digest == CURTO.digest


def test_formato_desconhecido_nao_se_le():
    with pytest.raises(ValueError, match="Formato de roteiro desconhecido"):
        Roteiro.de_dados(CURTO.para_dados() | {"formato": 99})


def test_etapa_e_imutavel():
    with pytest.raises(AttributeError):
        CURTO.etapas[0].titulo = "Outro"
    assert isinstance(replace(CURTO.etapas[0], titulo="Outro"), Etapa)
