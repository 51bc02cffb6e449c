"""Com processos de verdade: um morto no meio e um comando avulso na mesma hora."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.verificacao import verificar
from seicidades.lotes import servicos
from seicidades.lotes.models import Lote
from tests.lotes.conftest import codigos, dia_util, efeitos, suspender

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operario():
    """Um processo que aplica o lote no banco dos testes, passo a passo."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    banco = connection.settings_dict["NAME"]
    ambiente = os.environ | {
        "DATABASE_URL": partes._replace(path=f"/{banco}").geturl(),
        "DJANGO_SETTINGS_MODULE": "seicidades.settings",
    }
    processos = []

    def chamar(lote: Lote) -> subprocess.Popen:
        processo = subprocess.Popen(  # noqa: S603 (o operário é destes testes)
            [sys.executable, "-m", "tests.lotes.operario", str(lote.pk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ambiente,
            text=True,
        )
        processos.append(processo)
        return processo

    yield chamar
    for processo in processos:
        processo.kill()
        processo.wait(timeout=20)
        processo.stdin.close()
        processo.stdout.close()


def seguir(processo: subprocess.Popen) -> None:
    processo.stdin.write("\n")
    processo.stdin.flush()


def ate(processo: subprocess.Popen, *passos: str) -> None:
    """Espera cada passo e manda seguir; no último, deixa o processo parado."""
    for numero, passo in enumerate(passos):
        if numero:
            seguir(processo)
        assert processo.stdout.readline().strip() == passo


@pytest.mark.parametrize(
    "passos",
    [
        ("antes",),
        ("antes", "gravou"),
        ("antes", "gravou", "antes"),
        ("antes", "gravou", "antes", "gravou", "antes", "gravou"),
    ],
    ids=["antes da primeira", "no meio da primeira", "entre duas", "no meio da última"],
)
def test_quem_retoma_um_lote_morto_nao_dobra_nem_perde(operario, tres, gerente, passos):
    lote = servicos.confirmar(suspender(gerente, tres, avisar=True))
    processo = operario(lote)
    ate(processo, *passos)

    os.kill(processo.pid, signal.SIGKILL)
    processo.wait(timeout=20)
    confirmadas = max(passos.count("antes") - 1, 0)
    assert Andamento.objects.filter(tipo="implantacao_suspensa").count() == confirmadas
    assert lote.linhas.filter(efeito="aplicada").count() == confirmadas

    retomado = servicos.aplicar(Lote.objects.select_related("criado_por").get(pk=lote.pk))

    assert retomado.situacao == "aplicado"
    assert efeitos(lote) == {"Alfa": "aplicada", "Beta": "aplicada", "Gama": "aplicada"}
    suspensas = Andamento.objects.filter(tipo="implantacao_suspensa")
    assert sorted(suspensas.values_list("implantacao", flat=True)) == sorted(i.pk for i in tres)
    assert [verificar(i) for i in Implantacao.objects.order_by("pk")] == [[], [], []]


def test_dois_processos_no_mesmo_lote_dividem_as_cidades(operario, tres, gerente):
    lote = servicos.confirmar(suspender(gerente, tres))
    primeiro, segundo = operario(lote), operario(lote)
    ate(primeiro, "antes")
    ate(segundo, "antes", "gravou", "antes", "gravou", "fim")
    seguir(primeiro)
    ate(primeiro, "gravou", "fim")

    assert set(efeitos(lote).values()) == {"aplicada"}
    assert Andamento.objects.filter(tipo="implantacao_suspensa").count() == 3
    assert Lote.objects.get(pk=lote.pk).situacao == "aplicado"


def test_comando_avulso_na_mesma_hora_uma_transicao_e_o_lote_sabe_de_quem(operario, tres, gerente):
    lote = servicos.confirmar(suspender(gerente, tres))
    processo = operario(lote)
    ate(processo, "antes")
    fluxo.executar(
        tres[0],
        Comando(
            TipoDeComando.SUSPENDER,
            dados={"motivo": "Pela página.", "retomar_em": dia_util(10).isoformat()},
        ),
        gerente,
        chave="pela-pagina",
    )
    seguir(processo)
    ate(processo, "antes", "gravou", "antes", "gravou", "fim")

    assert efeitos(lote) == {"Alfa": "recusada", "Beta": "aplicada", "Gama": "aplicada"}
    assert codigos(lote, "Alfa") == ["mudou_desde_a_previa", "situacao_nao_aceita"]
    assert "A última mudança foi de Marta Reis" in lote.linhas.first().recusas[0]["mensagem"]
    suspensoes = Andamento.objects.filter(implantacao=tres[0], tipo="implantacao_suspensa")
    assert suspensoes.get().dados["pedido"]["motivo"] == "Pela página."


def test_comando_avulso_depois_da_gravacao_perde_e_sabe_por_que(operario, tres, gerente):
    """O lote já gravou e ainda não confirmou: quem vem espera e encontra a cidade suspensa."""
    lote = servicos.confirmar(suspender(gerente, tres))
    processo = operario(lote)
    ate(processo, "antes", "gravou")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    desistir = Comando(TipoDeComando.DESISTIR, dados={"motivo": "Pela página."})

    with pytest.raises(fluxo.ImplantacaoOcupada):
        fluxo.executar(tres[0], desistir, gerente, chave="pela-pagina")
    connection.close()
    seguir(processo)
    ate(processo, "antes")

    suspender_de_novo = Comando(
        TipoDeComando.SUSPENDER,
        dados={"motivo": "De novo.", "retomar_em": dia_util(10).isoformat()},
    )
    with pytest.raises(fluxo.Recusado, match="suspensa e não aceita isto agora"):
        fluxo.executar(tres[0], suspender_de_novo, gerente, chave="pela-pagina")
