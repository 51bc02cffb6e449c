"""Cidades de verdade no mapa, gente fictícia e planilhas de um instante."""

import csv
from io import BytesIO, StringIO

import pytest
import xlsxwriter

from seicidades.comum.papeis import Papel
from seicidades.fluxo import servicos as fluxo
from seicidades.importacao import servicos
from seicidades.municipios.models import Orgao
from tests.factories import MunicipioFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

CIDADES = {
    "3500105": "Adamantina",
    "3545803": "Santa Bárbara d'Oeste",
    "3548708": "São Bernardo do Campo",
    "3550308": "São Paulo",
}


@pytest.fixture
def orgaos(db) -> dict[str, Orgao]:
    return {
        nome: OrgaoFactory(municipio=MunicipioFactory(codigo_ibge=codigo, nome=nome))
        for codigo, nome in CIDADES.items()
    }


@pytest.fixture
def roteiro(db):
    return fluxo.publicar_roteiro().roteiro


@pytest.fixture
def administracao(db):
    return UsuarioFactory(administrador=True)


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True, email="gerente@exemplo.invalid", nome="Ivo Gerente")


@pytest.fixture
def carteira(orgaos, roteiro, gerente):
    """Adamantina já tem gerente; as outras, não."""
    VinculoFactory(orgao=orgaos["Adamantina"], usuario=gerente, papel=Papel.GERENTE)
    return orgaos


CINCO = {
    "inicio": "03/02/2025",
    "adesao_aprovada_em": "10/03/2025",
    "interlocutores_aprovada_em": "31/03/25",
    "regulamentacao_aprovada_em": "2025-05-30",
    "cadastros_aprovada_em": "45838",  # 30/06/2025, como o Excel guarda
    "capacitacao_aprovada_em": "15 de setembro de 2025",
    "producao_em": "01/08/2025",
}


def em_csv(*linhas: dict, separador: str = ";", codificacao: str = "utf-8-sig") -> bytes:
    colunas = list(dict.fromkeys(c for linha in linhas for c in linha))
    saida = StringIO()
    escritor = csv.DictWriter(saida, colunas, delimiter=separador)
    escritor.writeheader()
    escritor.writerows(linhas)
    return saida.getvalue().encode(codificacao)


def em_xlsx(**abas) -> bytes:
    """Cada aba, uma lista de listas; uma função recebe a aba e a pasta."""
    saida = BytesIO()
    with xlsxwriter.Workbook(saida, {"in_memory": True}) as pasta:
        for nome, linhas in abas.items():
            aba = pasta.add_worksheet(nome)
            if callable(linhas):
                linhas(aba, pasta)
                continue
            for numero, linha in enumerate(linhas):
                aba.write_row(numero, 0, linha)
    return saida.getvalue()


@pytest.fixture
def conferir(carteira, administracao):
    def conferir(conteudo, *, por=None, nome="carteira.csv"):
        return servicos.conferir(servicos.nova(nome, conteudo, por or administracao))

    return conferir


@pytest.fixture
def carregar(conferir):
    """Confere e grava; o que não der para gravar falha aqui, com o motivo."""

    def carregar(conteudo, *, por=None, nome="carteira.csv", conflitos=""):
        carga = conferir(conteudo, por=por, nome=nome)
        if conflitos:
            carga = servicos.conferir(servicos.escolher_todas(carga, conflitos))
        assert carga.situacao == "conferida", carga.conferencia["problemas"]
        return servicos.gravar(servicos.pedir_gravacao(carga))

    return carregar


def codigos(carga) -> list[str]:
    return [p["codigo"] for p in carga.conferencia.get("problemas", [])]
