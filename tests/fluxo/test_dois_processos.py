"""Promessa 2: dois comandos ao mesmo tempo, uma transição. Com dois processos de verdade."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from seicidades.fluxo import servicos
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.verificacao import verificar
from tests.fluxo.operario import CANCELA

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Operario:
    processo: subprocess.Popen

    def ouvir(self):
        linha = self.processo.stdout.readline()
        assert linha, "o operário morreu antes de responder"
        return json.loads(linha)

    def pedir(self, pedido: dict) -> None:
        self.processo.stdin.write(json.dumps(pedido) + "\n")
        self.processo.stdin.flush()
        assert self.ouvir() == "esperando"


@pytest.fixture(scope="module")
def operarios(django_db_setup):
    """Dois processos no banco dos testes."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    banco = connection.settings_dict["NAME"]
    ambiente = os.environ | {
        "DATABASE_URL": partes._replace(path=f"/{banco}").geturl(),
        "DJANGO_SETTINGS_MODULE": "seicidades.settings",
    }
    processos = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.fluxo.operario"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ambiente,
            text=True,
        )
        for _ in range(2)
    ]
    dupla = [Operario(p) for p in processos]
    assert [o.ouvir() for o in dupla] == ["pronto", "pronto"]
    yield dupla
    for processo in processos:
        processo.stdin.close()
        processo.wait(timeout=20)
        processo.stdout.close()


def ao_mesmo_tempo(operarios, pedidos: list[dict]) -> list[dict]:
    """Dá um pedido a cada operário e só então abre a cancela."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [CANCELA])
        for operario, pedido in zip(operarios, pedidos, strict=True):
            operario.pedir(pedido)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [CANCELA])
    return [o.ouvir() for o in operarios]


def pedido(cidade, usuario, chave: str, **campos) -> dict:
    campos = {"tipo": C.APROVAR_ETAPA, "alvo": {"etapa": "comeco"}, "dados": {}} | campos
    return campos | {"implantacao": cidade.implantacao.pk, "usuario": usuario.pk, "chave": chave}


def test_promessa_2_dois_processos_no_mesmo_botao_uma_transicao(operarios, enviada):
    cidade = enviada
    quem = [cidade.outro_gerente, cidade.administrador]

    respostas = ao_mesmo_tempo(operarios, [pedido(cidade, u, f"chave-{u.pk}") for u in quem])

    venceu = [u for u, r in zip(quem, respostas, strict=True) if "seq" in r]
    (perdeu,) = [r["recusas"] for r in respostas if "recusas" in r]
    assert len(venceu) == 1
    assert [codigo for codigo, _ in perdeu] == ["etapa_noutra_situacao"]
    assert f"A última mudança foi de {venceu[0].nome_publico}, em " in perdeu[0][1]
    assert Andamento.objects.filter(tipo="etapa_aprovada").count() == 1
    assert verificar(cidade.implantacao) == []


def test_promessa_2_a_mesma_chave_de_dois_processos_um_evento_e_a_mesma_resposta(
    operarios, enviada
):
    cidade = enviada
    o_mesmo = pedido(cidade, cidade.administrador, "uma-so")

    respostas = ao_mesmo_tempo(operarios, [o_mesmo, o_mesmo])

    assert sorted(r.pop("repetido") for r in respostas) == [False, True]
    assert respostas[0] == respostas[1]
    assert respostas[0]["tipos"] == ["etapa_aprovada", "etapa_aberta", "etapa_aberta"]
    assert Andamento.objects.filter(tipo="etapa_aprovada").count() == 1


def test_promessa_2_dois_bloqueios_resolvidos_juntos_o_segundo_sabe_por_quem(operarios, enviada):
    cidade = enviada
    feito = cidade.executar(
        C.DECLARAR_BLOQUEIO, cidade.gestor_sei, motivo_bloqueio="outro", dono="prodesp"
    )
    resolver = {"tipo": C.RESOLVER_BLOQUEIO, "alvo": {}, "dados": {"bloqueio": feito.seq}}
    quem = [cidade.gerente, cidade.gestor_sei]

    respostas = ao_mesmo_tempo(
        operarios, [pedido(cidade, u, f"chave-{u.pk}", **resolver) for u in quem]
    )

    venceu = next(u for u, r in zip(quem, respostas, strict=True) if "seq" in r)
    (perdeu,) = [r["recusas"] for r in respostas if "recusas" in r]
    assert perdeu[0][0] == "bloqueio_desconhecido"
    assert venceu.nome_publico in perdeu[0][1]


def test_promessa_2_espera_esgotada_tem_resposta_que_se_entende(iniciada):
    outra = connections["default"].copy()
    try:
        with connection.cursor() as cursor, outra.cursor() as trava:
            cursor.execute("SET lock_timeout = '30ms'")
            outra.set_autocommit(False)
            trava.execute("SELECT 1 FROM fluxo_implantacao FOR UPDATE")

            with pytest.raises(servicos.ImplantacaoOcupada, match="espere alguns segundos"):
                iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")
            with (
                pytest.raises(servicos.ImplantacaoOcupada),
                servicos.alterar_fatos(iniciada.implantacao, iniciada.gestor_sei, "cadastro"),
            ):
                pass
            outra.rollback()
    finally:
        outra.close()
        connection.close()  # a espera volta à dos ajustes na próxima conexão

    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")
    assert Implantacao.objects.get().seq == 2
