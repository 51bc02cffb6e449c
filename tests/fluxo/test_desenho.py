"""O desenho do motor no README é o que o motor faz agora."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from seicidades.fluxo import desenho
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro
from seicidades.fluxo.nucleo.estado import SituacaoDaEtapa, SituacaoDaImplantacao, SituacaoDoItem
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.fluxo.nucleo.regras import REGRAS

README = settings.BASE_DIR / "README.md"


@pytest.fixture(scope="module")
def agora() -> str:
    return desenho.desenhar()


def test_o_readme_mostra_o_motor_de_agora(agora):
    texto = README.read_text()

    assert desenho.trocar(texto, agora) == texto, "Rode: ./run manage desenhar_motor"


@pytest.mark.parametrize(
    "nomes", [TipoDeComando, TipoDeEvento, SituacaoDaImplantacao, SituacaoDaEtapa, SituacaoDoItem]
)
def test_nada_fica_de_fora(agora, nomes):
    """Todo comando se conseguiu dar; todo evento saiu; toda situação foi alcançada."""
    assert [n.value for n in nomes if n.value not in agora] == []


def test_todo_comando_foi_dado_por_alguem(agora):
    linhas = [li for li in agora.splitlines() if li.startswith("| `")]

    assert len(linhas) == len(TipoDeComando)
    assert [li for li in linhas if "|  (" in li] == []


def test_o_roteiro_minimo_vale():
    assert problemas_do_roteiro(desenho.MINIMO) == []


def test_quem_muda_uma_guarda_muda_o_desenho(agora, monkeypatch):
    regra = REGRAS[TipoDeComando.SUSPENDER]
    sem_quem = type(regra)(regra.evento, (), regra.precisa, regra.dados)
    monkeypatch.setitem(REGRAS, TipoDeComando.SUSPENDER, sem_quem)

    assert desenho.desenhar() != agora


def test_o_comando_confere_escreve_e_recusa_o_velho(tmp_path, monkeypatch, agora):
    monkeypatch.setattr(desenho, "desenhar", lambda: agora)
    arquivo = tmp_path / "README.md"
    arquivo.write_text(f"antes\n{desenho.INICIO}\nvelho\n{desenho.FIM}\ndepois\n")

    with pytest.raises(CommandError, match="está velho"):
        call_command("desenhar_motor", "--conferir", arquivo=arquivo)
    call_command("desenhar_motor", arquivo=arquivo)
    call_command("desenhar_motor", "--conferir", arquivo=arquivo)

    assert arquivo.read_text() == f"antes\n{agora}\ndepois\n"


@pytest.mark.parametrize(
    "texto",
    ["", desenho.INICIO, desenho.FIM + desenho.INICIO, desenho.INICIO * 2 + desenho.FIM],
)
def test_sem_as_marcas_o_comando_nao_escreve(texto, tmp_path, monkeypatch):
    monkeypatch.setattr(desenho, "desenhar", lambda: "x")
    arquivo = tmp_path / "README.md"
    arquivo.write_text(texto)

    with pytest.raises(CommandError, match="marcas"):
        call_command("desenhar_motor", arquivo=arquivo)
    assert arquivo.read_text() == texto
