import pytest

from seicidades.documentos import declaracao
from seicidades.documentos.declaracao import Formato
from seicidades.documentos.servicos import geracao
from tests.documentos import ensaio


@pytest.fixture(autouse=True)
def pasta_do_cofre(settings, tmp_path):
    """Cada teste com o seu cofre, vazio."""
    settings.MEDIA_ROOT = str(tmp_path / "arquivos")
    return tmp_path / "arquivos"


@pytest.fixture
def em_disco(pasta_do_cofre):
    """Os arquivos que há no cofre, por caminho relativo, em ordem."""

    def listar():
        return sorted(
            caminho.relative_to(pasta_do_cofre).as_posix()
            for caminho in pasta_do_cofre.rglob("*")
            if caminho.is_file()
        )

    return listar


@pytest.fixture
def registrados(monkeypatch):
    """Os documentos declarados, só os que o teste puser."""
    registro = {}
    monkeypatch.setattr(declaracao, "_registro", registro)
    return registro


@pytest.fixture
def tipo(registrados, tmp_path):
    """O documento de ensaio, declarado."""
    return declarar(registrados, ensaio.tipo(tmp_path))


def declarar(registrados, tipo):
    registrados[tipo.codigo] = tipo
    return tipo


@pytest.fixture
def escrever(monkeypatch):
    """Escreve no lugar do WeasyPrint, que os testes dos formatos já exercitam."""
    monkeypatch.setitem(
        geracao.ESCRITORES, Formato.PDF, lambda folha: b"%PDF " + folha.rodape.encode()
    )
    return geracao.escrever_documento
