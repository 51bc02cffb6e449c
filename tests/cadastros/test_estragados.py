"""Mil CSV e duzentas planilhas geradas e estragadas: nada derruba a conferência."""

import random

import pytest

from cadastros.validacao import conferir_unidades, conferir_usuarios
from tests.cadastros.factories import csv, unidade, usuario
from tests.cadastros.planilhas import em_ods, em_xlsx

# Achados que são do arquivo todo, e por isso não têm linha.
DO_ARQUIVO = {
    "abas_demais",
    "coluna_faltando",
    "danificado",
    "entidade",
    "extensa_demais",
    "formato",
    "sem_dados",
    "sem_unidades",
}
LIXO = (b'"', b",", b";", b"\n", b"\r", b"\t", b"\x00", b"\xff", b"\xe9", b"=", b"\xc3", b"PK")


def linhas_sorteadas(sorte, de_usuarios):
    quantas = sorte.randint(1, 6)
    if de_usuarios:
        return [usuario(f"p{n}", sorte.choice(["GAB", "XYZ", ""])) for n in range(quantas)]
    return [unidade(f"U{n}", sorte.choice(["", "U0", "XYZ"])) for n in range(quantas)]


def estragar(sorte, conteudo: bytes) -> bytes:
    bytes_ = bytearray(conteudo)
    for _ in range(sorte.randint(1, 6)):
        onde = sorte.randrange(len(bytes_) + 1)
        if sorte.random() < 0.5:
            bytes_[onde:onde] = sorte.choice(LIXO)
        else:
            del bytes_[onde : onde + sorte.randint(1, 30)]
    return bytes(bytes_)


def conferir(conteudo, de_usuarios):
    return conferir_usuarios(conteudo, ["GAB"]) if de_usuarios else conferir_unidades(conteudo)


def exigir_respostas_inteiras(conferencia):
    """Ou há linhas, ou se diz por que não; e todo erro diz onde está e o que fazer."""
    assert conferencia.registros or conferencia.erros
    for problema in conferencia.erros:
        assert problema.mensagem
        assert problema.saida
        assert problema.no_sei
        assert problema.linha is not None or problema.codigo in DO_ARQUIVO, problema


@pytest.mark.parametrize("lote", range(10))
def test_mil_csv_estragados(lote):
    sorte = random.Random(f"csv-{lote}")  # noqa: S311 (repetível, não é segredo)
    for _ in range(100):
        de_usuarios = sorte.random() < 0.5
        separador = sorte.choice([",", ";", "\t"])
        texto = csv(*linhas_sorteadas(sorte, de_usuarios), separador=separador)
        conteudo = estragar(sorte, texto.encode(sorte.choice(["utf-8", "latin-1"])))
        exigir_respostas_inteiras(conferir(conteudo, de_usuarios))


@pytest.mark.parametrize("lote", range(10))
def test_duzentas_planilhas_estragadas(lote):
    sorte = random.Random(f"planilha-{lote}")  # noqa: S311 (repetível, não é segredo)
    for _ in range(10):
        de_usuarios = sorte.random() < 0.5
        linhas = linhas_sorteadas(sorte, de_usuarios)
        for escrever in (em_xlsx, em_ods):
            conteudo = estragar(sorte, escrever(*linhas))
            exigir_respostas_inteiras(conferir(conteudo, de_usuarios))
