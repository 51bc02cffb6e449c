"""Portaria, resumo para o novo mandato e cartões, do dado ao texto."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from interlocutores import documentos
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.documentos.redacao import motor, pdf
from seicidades.documentos.redacao.folha import Folha
from seicidades.documentos.servicos.modelos import texto_do_programa
from tests.interlocutores.factories import DesignacaoFactory

TIPOS = [
    documentos.PORTARIA_DE_DESIGNACAO,
    documentos.RESUMO_PARA_O_NOVO_MANDATO,
    *documentos.CARTOES_DOS_PAPEIS.values(),
]


def texto_de(tipo, orgao_id: int) -> str:
    contexto = tipo.reunir(orgao_id)
    motor.conferir_contexto(contexto, tipo)
    return motor.preencher(tipo.modelo.read_text(), contexto).texto()


@pytest.mark.parametrize("tipo", TIPOS, ids=lambda t: t.codigo)
def test_modelo_so_usa_o_que_se_declara_e_o_exemplo_tem_tudo(tipo):
    motor.conferir(tipo.modelo.read_text(), tipo)
    motor.conferir_contexto(tipo.exemplo, tipo)


def test_portaria_diz_o_que_falta_e_depois_traz_os_quatro_e_os_suplentes(cidade):
    tipo, orgao = documentos.PORTARIA_DE_DESIGNACAO, cidade.implantacao.orgao_id
    assert [f.pagina for f in tipo.faltas(orgao)] == [f"interlocutores:{p}" for p in INTERLOCUTORES]
    for papel in INTERLOCUTORES:
        DesignacaoFactory(
            implantacao=cidade.implantacao, papel=papel, nome=f"Titular {papel}", matricula="777"
        )
    DesignacaoFactory(
        implantacao=cidade.implantacao, suplente=True, nome="Bento Reis", nome_social="Bia Reis"
    )
    assert tipo.faltas(orgao) == []
    texto = texto_de(tipo, orgao)
    assert all(f"Titular {papel}, matrícula 777" in texto for papel in INTERLOCUTORES)
    assert "Bia Reis (nome civil: Bento Reis)" in texto
    assert cidade.representante.nome in texto
    assert texto.count("não designado") == 3


def test_resumo_conta_onde_esta_quem_responde_e_o_que_assinar(cidade):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI, nome="Caio Serra")
    tipo, orgao = documentos.RESUMO_PARA_O_NOVO_MANDATO, cidade.implantacao.orgao_id
    assert tipo.faltas(orgao) == []
    contexto = tipo.reunir(orgao)
    assert [item["titulo"] for item in contexto["assinar"]] == ["Designar o Gestor SEI"]
    texto = texto_de(tipo, orgao)
    assert "Caio Serra, (18)\N{NO-BREAK SPACE}3502-9000" in texto
    assert "Gestor Documentalvago" in texto.replace(" vago", "vago")
    assert cidade.gestor_sei.nome in texto  # tem o acesso; falta a designação


def test_resumo_espera_a_implantacao_comecar(implantacao):
    (falta,) = documentos.RESUMO_PARA_O_NOVO_MANDATO.faltas(implantacao.orgao_id)
    assert "não começou" in falta.mensagem


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_cartao_traz_a_pessoa_e_os_dias(cidade, papel):
    DesignacaoFactory(
        implantacao=cidade.implantacao, papel=papel, nome="Dora Lins", inicio=date(2026, 3, 2)
    )
    texto = texto_de(documentos.CARTOES_DOS_PAPEIS[papel], cidade.implantacao.orgao_id)
    assert "Dora Lins" in texto
    assert "segunda, 02/03/2026" in texto


def paginas(tipo, contexto: dict) -> int:
    folha = Folha(
        titulo=tipo.titulo,
        identificacao="nº 1/2026, versão 1",
        orgao="Prefeitura Municipal de Vila Fictícia",
        codigo="K7QM-2XTR-9WHD",
        endereco="https://sei.exemplo.invalid/verificar/K7QM-2XTR-9WHD/",
        dia=date(2026, 3, 2),
        corpo=motor.preencher(texto_do_programa(tipo), contexto),
    )
    return len(PdfReader(BytesIO(pdf.escrever(folha))).pages)


def test_o_resumo_cheio_cabe_numa_pagina():
    tipo = documentos.RESUMO_PARA_O_NOVO_MANDATO

    assert paginas(tipo, motor.exemplo_de(tipo)) == 1


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_o_cartao_de_cada_papel_cabe_numa_pagina(cidade, papel):
    tipo = documentos.CARTOES_DOS_PAPEIS[papel]

    contexto = motor.exemplo_de(tipo) | tipo.reunir(cidade.implantacao.orgao_id)

    assert paginas(tipo, contexto) == 1
