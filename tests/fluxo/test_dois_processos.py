"""Promessa 2: comandos ao mesmo tempo, uma transição. Com processos de verdade.

Cada rodada dá a oito processos pedidos que disputam a mesma etapa, o mesmo item ou
os mesmos fatos, pelo serviço, pela página e pela API, e só então abre a cancela.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from typing import IO
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.urls import reverse

from seicidades.contas.models import Usuario
from seicidades.fluxo import avisos, declaracao, servicos
from seicidades.fluxo.models import Andamento, AvisoDoAndamento, Implantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.verificacao import verificar
from tests.fluxo.conftest import concluir_o_declarado
from tests.fluxo.operario import CANCELA, TABELA_DE_FATOS, gravar_fato, roteiro_com_fatos_no_banco

pytestmark = pytest.mark.django_db(transaction=True)

OPERARIOS, DISPUTAM, RODADAS = 10, 8, 200
VIAS = ("servico", "pagina", "api")


@dataclass
class Operario:
    entrada: IO[str]
    saida: IO[str]

    def ouvir(self):
        linha = self.saida.readline()
        assert linha, "o operário morreu antes de responder"
        return json.loads(linha)

    def pedir(self, pedido: dict) -> None:
        self.entrada.write(json.dumps(pedido) + "\n")
        self.entrada.flush()
        assert self.ouvir() == "esperando"


@contextmanager
def contratar(quantos: int) -> Iterator[list[Operario]]:
    """Um processo que se divide em tantos, ligados por canos, no banco dos testes."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    ambiente = os.environ | {
        "DATABASE_URL": partes._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "DJANGO_SETTINGS_MODULE": "seicidades.settings",
        "ALLOWED_HOSTS": "testserver",
        "ESPERA_POR_TRAVA_MS": "60000",  # numa máquina cheia, a fila de oito demora
        "API_COMANDOS_POR_MINUTO": "1000000",
    }
    operarios, deles = [], []
    for _ in range(quantos):
        (leem, escrevo), (leio, escrevem) = os.pipe(), os.pipe()
        operarios.append(Operario(os.fdopen(escrevo, "w"), os.fdopen(leio)))
        deles += [leem, escrevem]
    pai = subprocess.Popen(  # noqa: S603 (o operário deste projeto)
        [sys.executable, "-m", "tests.fluxo.operario", *map(str, deles)],
        pass_fds=deles,
        env=ambiente,
    )
    for cano in deles:
        os.close(cano)
    try:
        assert [o.ouvir() for o in operarios] == ["pronto"] * quantos
        yield operarios
    finally:
        for operario in operarios:
            operario.entrada.close()
        pai.wait(timeout=30)
        for operario in operarios:
            operario.saida.close()


@pytest.fixture(scope="module")
def operarios(django_db_setup):
    with contratar(OPERARIOS) as todos:
        yield todos


@pytest.fixture
def turma(django_db_setup):
    """Uma à parte, de que um vai morrer."""
    with contratar(5) as todos:
        yield todos


def ao_mesmo_tempo(operarios, pedidos: list[dict]) -> list[dict]:
    """Dá um pedido a cada operário e só então abre a cancela."""
    escalados = operarios[: len(pedidos)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [CANCELA])
        for operario, pedido in zip(escalados, pedidos, strict=True):
            operario.pedir(pedido)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [CANCELA])
    respostas = [o.ouvir() for o in escalados]
    assert [r["escapou"] for r in respostas if "escapou" in r] == []
    return respostas


def encontros(respostas: list[dict]) -> int:
    """Quantos pares se cruzaram: um pediu a trava enquanto o outro a esperava ou a tinha."""
    dentro = [r["instantes"] for r in respostas if r["instantes"][0]]
    return sum(
        um[0] < outro[2] and outro[0] < um[2] and um[1] != outro[1]
        for um, outro in combinations(dentro, 2)
    )


# As pessoas e o que elas pedem


@pytest.fixture
def fatos_no_banco(cidade, monkeypatch):
    monkeypatch.setattr(declaracao, "_registro", roteiro_com_fatos_no_banco())
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABELA_DE_FATOS} (implantacao bigint, item text, satisfeito boolean,"
            " PRIMARY KEY (implantacao, item))"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABELA_DE_FATOS}")


@pytest.fixture
def disputada(fatos_no_banco, iniciada):
    """A primeira etapa com tudo feito, por enviar; os fatos, onde todos os processos veem."""
    cache.clear()
    gravar_fato(iniciada.implantacao.pk, "cadastro", True)
    gravar_fato(iniciada.implantacao.pk, "uso", False)
    concluir_o_declarado(iniciada)
    return iniciada


DEVOLUCAO = {"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine a última folha."}
DADOS = {
    C.DEVOLVER_ETAPA: {"motivos": [DEVOLUCAO]},
    C.RECOLHER_ETAPA: {"motivo": "Faltou uma folha."},
    C.DESFAZER_APROVACAO: {"motivo": "Aprovei a cidade errada."},
    C.REABRIR_ITEM: {"motivo": "O ofício mudou."},
    C.CONCLUIR_ITEM: {"texto": "Entregue de novo no protocolo."},
}
NA_ANALISE = {
    C.APROVAR_ETAPA: {"decisao": "aprovar"},
    C.DEVOLVER_ETAPA: {
        "decisao": "devolver",
        "oficio-devolver": "sim",
        "oficio-codigo": "falta_assinatura",
        "oficio-texto": "Assine a última folha.",
    },
}


def pedido(cidade, usuario, chave: str, tipo=C.APROVAR_ETAPA, *, via="servico", **campos) -> dict:
    implantacao = cidade.implantacao
    alvo = campos.pop("alvo", {"item": "oficio"} if tipo.endswith("_item") else {"etapa": "comeco"})
    dados = campos.pop("dados", DADOS.get(tipo, {}))
    extras = {}
    if via == "pagina":
        extras["url"] = _endereco(implantacao, tipo, alvo)
        extras["campos"] = NA_ANALISE.get(tipo, dados) | {"chave": chave, "seq": implantacao.seq}
    return {
        "via": via,
        "tipo": str(tipo.value),
        "alvo": alvo,
        "dados": dados,
        "implantacao": implantacao.pk,
        "codigo_ibge": cidade.orgao.municipio.codigo_ibge,
        "usuario": usuario.pk,
        "chave": chave,
        **extras,
        **campos,
    }


def _endereco(implantacao: Implantacao, tipo: C, alvo: dict) -> str:
    if tipo in NA_ANALISE:
        return reverse("fluxo:analise", args=[implantacao.pk, alvo["etapa"]])
    if tipo == C.CONCLUIR_ITEM:
        return reverse("fluxo:item", args=[implantacao.pk, alvo["item"]])
    ((nome, chave),) = alvo.items()
    return reverse("fluxo:comando", args=[implantacao.pk, tipo.value]) + f"?{nome}={chave}"


# Duzentas rodadas

QUEM_E_QUANDO = re.compile(r"A última mudança foi de ([^,]+), em \d\d/\d\d/\d{4} às \d\dh\d\d\.")


@dataclass
class Torneio:
    """As rodadas de uma implantação e o que se contou nelas."""

    cidade: object
    operarios: list[Operario]
    rodadas: Counter = field(default_factory=Counter)
    com_encontro: int = 0
    pares: int = 0
    venceu_por: Counter = field(default_factory=Counter)

    @property
    def jogadas(self) -> int:
        return self.rodadas.total()

    @property
    def situacao(self) -> str:
        return self.cidade.implantacao.ler_estado().etapa("comeco").situacao

    def disputar(self, nome: str, lances: list[tuple[C, Usuario]]) -> list[Andamento]:
        """Oito pedidos juntos. Devolve o que o registro ganhou de gente."""
        # O primeiro operário costuma chegar antes: cada lance passa por ele.
        primeiro = self.rodadas[nome] % len(lances)
        escalados = (lances[primeiro:] + lances * DISPUTAM)[:DISPUTAM]
        self.rodadas[nome] += 1
        antes = self.cidade.implantacao.seq
        pedidos = [
            self._pedido(numero, tipo, quem, "servico" if nome == "fatos" else self._via(numero))
            for numero, (tipo, quem) in enumerate(escalados)
        ]
        respostas = ao_mesmo_tempo(self.operarios, pedidos)
        achados = encontros(respostas)
        self.com_encontro += achados > 0
        self.pares += achados
        novos = self.cidade.implantacao.andamentos.filter(seq__gt=antes, ator__isnull=False)
        novos = list(novos.order_by("seq").select_related("ator"))
        self._conferir(pedidos, respostas, novos)
        return novos

    def _pedido(self, numero: int, tipo: C, quem: Usuario, via: str) -> dict:
        chave = f"{self.jogadas}-{numero}"
        if tipo == C.ALTERAR_FATOS:
            alvo, satisfeito = {"item": "cadastro"}, numero > DISPUTAM // 2
            return pedido(self.cidade, quem, chave, tipo, alvo=alvo, satisfeito=satisfeito)
        return pedido(self.cidade, quem, chave, tipo, via=via)

    def _via(self, numero: int) -> str:
        """Uma rodada misturada e três de uma via só: quem chega pelo serviço chega antes."""
        rodizio = ("mistura", *VIAS)[self.jogadas % 4]
        return VIAS[numero % len(VIAS)] if rodizio == "mistura" else rodizio

    def _conferir(self, pedidos, respostas, novos) -> None:
        """Tantos vencedores quanto eventos; quem perdeu sabe para quem e quando."""
        venceram = [(p, r) for p, r in zip(pedidos, respostas, strict=True) if "seq" in r]
        assert len(venceram) == len(novos), (venceram, novos)
        assert sorted(p["usuario"] for p, _ in venceram) == sorted(a.ator_id for a in novos)
        self.venceu_por.update(p["via"] for p, _ in venceram)
        for feito, resposta in zip(pedidos, respostas, strict=True):
            if "recusas" in resposta:
                assert resposta.get("situacao", 409) == 409, resposta
                texto = " ".join(mensagem for _, mensagem in resposta["recusas"])
                citados = set(QUEM_E_QUANDO.findall(texto))
                assert citados & self._quem_se_cita(feito, novos), (feito, texto[:600])

    def _quem_se_cita(self, feito: dict, novos: list[Andamento]) -> set[str]:
        """Quem venceu; ao fato que chega antes da decisão, quem tinha enviado a etapa."""
        nomes = {a.ator.nome_publico for a in novos}
        com_o_remetente = feito["tipo"] == "alterar_fatos"
        return nomes | ({self.cidade.gestor_sei.nome_publico} if com_o_remetente else set())


def test_promessa_2_duzentas_rodadas_de_oito_processos_uma_transicao_em_cada(operarios, disputada):
    cidade, torneio = disputada, Torneio(disputada, operarios)
    enviar = [(C.ENVIAR_ETAPA, cidade.gestor_sei)]
    decidir = [
        (C.APROVAR_ETAPA, cidade.administrador),
        (C.DEVOLVER_ETAPA, cidade.gerente),
        (C.APROVAR_ETAPA, cidade.outro_gerente),
        (C.RECOLHER_ETAPA, cidade.gestor_sei),
    ]
    com_fatos = [
        (C.APROVAR_ETAPA, cidade.administrador),
        (C.ALTERAR_FATOS, cidade.gestor_sei),
        (C.RECOLHER_ETAPA, cidade.gestor_sei),
        (C.ALTERAR_FATOS, cidade.gestor_sei),
    ]
    fins = Counter()
    while torneio.jogadas < RODADAS:
        uma(torneio.disputar("enviar", enviar))
        fins[uma(torneio.disputar("decidir", decidir)).tipo] += 1
        arrumar(torneio)
        uma(torneio.disputar("reabrir item", [(C.REABRIR_ITEM, cidade.gestor_sei)]))
        uma(torneio.disputar("concluir item", [(C.CONCLUIR_ITEM, cidade.gestor_sei)]))
        uma(torneio.disputar("enviar", enviar))
        novos = torneio.disputar("fatos", com_fatos)
        fins[uma([a for a in novos if a.tipo != "fato_registrado"]).tipo] += 1
        arrumar(torneio)

    conferir_os_fatos(cidade)
    assert verificar(cidade.implantacao) == []
    # A prova só vale se houve disputa, se cada desfecho apareceu e se nenhuma via ficou de fora.
    assert torneio.com_encontro >= torneio.jogadas * 9 // 10, torneio
    assert torneio.pares >= 3 * torneio.jogadas, torneio
    assert {"etapa_aprovada", "etapa_devolvida", "etapa_recolhida"} <= set(fins), fins
    assert set(torneio.venceu_por) == set(VIAS)


def uma(novos: list[Andamento]) -> Andamento:
    assert len(novos) == 1, novos
    return novos[0]


def arrumar(torneio: Torneio) -> None:
    """Volta a etapa ao ponto de partida, também disputando quando dá."""
    cidade = torneio.cidade
    estado = cidade.implantacao.ler_estado()
    if estado.item("cadastro").situacao != "pronto" or estado.bloqueios:
        with servicos.alterar_fatos(cidade.implantacao, cidade.gestor_sei, "cadastro", "Volta."):
            gravar_fato(cidade.implantacao.pk, "cadastro", True)
    if torneio.situacao == "aprovada":
        aprovou = Usuario.objects.get(pk=_quem_aprovou(cidade))
        uma(torneio.disputar("desfazer", [(C.DESFAZER_APROVACAO, aprovou)]))
    if torneio.situacao == "em_analise":
        uma(torneio.disputar("recolher", [(C.RECOLHER_ETAPA, cidade.gestor_sei)]))
    if torneio.situacao == "devolvida":
        uma(torneio.disputar("concluir item", [(C.CONCLUIR_ITEM, cidade.gestor_sei)]))
    assert torneio.situacao in ("em_preenchimento", "devolvida")


def _quem_aprovou(cidade) -> int:
    aprovacoes = cidade.implantacao.andamentos.filter(tipo="etapa_aprovada").order_by("seq")
    return aprovacoes.last().ator_id


def conferir_os_fatos(cidade) -> None:
    """Ninguém aprovou sobre fato perdido, e fato perdido depois de aprovada virou impedimento."""
    satisfeito, aprovada, bloqueios, perdidos = True, False, 0, 0
    for andamento in cidade.implantacao.andamentos.order_by("seq"):
        tipo, de_gente = andamento.tipo, andamento.ator_id is not None
        # O que o pedido anterior causou já está escrito.
        assert not de_gente or satisfeito or not aprovada or bloqueios, f"até o {andamento.seq}"
        bloqueios += (tipo == "bloqueio_declarado") - (tipo == "bloqueio_resolvido")
        if tipo == "fato_registrado":
            satisfeito = andamento.dados["pedido"]["satisfeito"]
            perdidos += aprovada and not satisfeito
        elif tipo == "etapa_aprovada":
            assert satisfeito, f"aprovada no {andamento.seq} sem o fato"
            aprovada = True
        elif tipo == "aprovacao_desfeita":
            aprovada = False
    assert perdidos, "nenhum fato se perdeu depois de aprovada: a rodada não provou nada"


# A mesma chave


@pytest.mark.parametrize("via", VIAS)
def test_promessa_2_a_mesma_chave_dez_vezes_um_evento_e_a_mesma_resposta(operarios, disputada, via):
    cidade = disputada
    cidade.executar(C.ENVIAR_ETAPA, cidade.gestor_sei, etapa="comeco")
    o_mesmo = pedido(cidade, cidade.administrador, "uma-so", via=via)

    respostas = ao_mesmo_tempo(operarios, [o_mesmo] * OPERARIOS)

    assert encontros(respostas) >= OPERARIOS
    repetidos = [r.pop("repetido", None) for r in respostas]
    assert via != "servico" or sorted(repetidos) == [False] + [True] * (OPERARIOS - 1)
    assert [r.pop("instantes") and r for r in respostas] == [respostas[0]] * OPERARIOS
    assert "seq" in respostas[0]
    assert Andamento.objects.filter(tipo="etapa_aprovada").count() == 1
    assert verificar(cidade.implantacao) == []


@pytest.mark.parametrize("via", VIAS)
def test_promessa_2_morto_entre_o_commit_e_a_resposta_repetir_da_a_mesma(turma, disputada, via):
    cidade = disputada
    cidade.executar(C.ENVIAR_ETAPA, cidade.gestor_sei, etapa="comeco")
    o_mesmo = pedido(cidade, cidade.administrador, "uma-so", via=via)
    vitima, *outros = turma

    vitima.pedir(o_mesmo | {"morrer": True})
    assert vitima.saida.readline() == "", "o processo respondeu: não morreu a tempo"
    assert Andamento.objects.filter(tipo="etapa_aprovada").count() == 1, "morreu antes do commit"
    respostas = ao_mesmo_tempo(outros, [o_mesmo] * len(outros))

    assert [r.pop("repetido", True) for r in respostas] == [True] * len(outros)
    assert [r.pop("instantes") and r for r in respostas] == [respostas[0]] * len(outros)
    if via != "pagina":
        assert respostas[0]["tipos"] == ["etapa_aprovada", "etapa_aberta", "etapa_aberta"]
    assert Andamento.objects.filter(tipo="etapa_aprovada").count() == 1
    assert verificar(cidade.implantacao) == []
    # O que rodaria depois do commit não rodou; a varredura faz.
    assert not AvisoDoAndamento.objects.filter(andamento__tipo="etapa_aprovada").exists()
    avisos.avisar_pendentes()
    assert AvisoDoAndamento.objects.filter(andamento__tipo="etapa_aprovada").count() == 1


# Impedimentos, esperas e impasses


def test_promessa_2_bloqueio_resolvido_por_varios_os_outros_sabem_por_quem(operarios, disputada):
    cidade = disputada
    feito = cidade.executar(
        C.DECLARAR_BLOQUEIO, cidade.gestor_sei, motivo_bloqueio="outro", dono="prodesp"
    )
    quem = [cidade.gerente, cidade.gestor_sei] * (DISPUTAM // 2)

    respostas = ao_mesmo_tempo(
        operarios,
        [
            pedido(cidade, u, f"k{n}", C.RESOLVER_BLOQUEIO, alvo={}, dados={"bloqueio": feito.seq})
            for n, u in enumerate(quem)
        ],
    )

    (venceu,) = [u for u, r in zip(quem, respostas, strict=True) if "seq" in r]
    for perdeu in [r["recusas"] for r in respostas if "recusas" in r]:
        assert perdeu[0][0] == "bloqueio_desconhecido"
        assert f"A última mudança foi de {venceu.nome_publico}, em " in perdeu[0][1]


def test_promessa_2_espera_esgotada_e_409_claro_por_toda_via_e_nada_se_perde(operarios, disputada):
    cidade = disputada
    cidade.executar(C.REABRIR_ITEM, cidade.gestor_sei, item="oficio", motivo="Mudou.")
    antes = cidade.implantacao.seq
    pedidos = [
        pedido(cidade, cidade.gestor_sei, f"k{n}", C.CONCLUIR_ITEM, via=VIAS[n % 3], espera_ms=80)
        for n in range(6)
    ]
    pedidos += [
        pedido(
            cidade,
            cidade.gestor_sei,
            f"f{n}",
            C.ALTERAR_FATOS,
            alvo={"item": "cadastro"},
            satisfeito=False,
            espera_ms=80,
        )
        for n in range(2)
    ]
    outra = connections["default"].copy()
    try:
        outra.set_autocommit(False)
        with outra.cursor() as trava:
            trava.execute("SELECT 1 FROM fluxo_implantacao FOR UPDATE")
            respostas = ao_mesmo_tempo(operarios, pedidos)
        outra.rollback()
    finally:
        outra.close()

    for feito, resposta in zip(pedidos, respostas, strict=True):
        ((codigo, texto),) = resposta["recusas"]
        assert "Outra pessoa está gravando nesta implantação neste momento." in texto
        assert "espere alguns segundos e envie de novo" in texto
        assert resposta.get("situacao", 409) == 409
        if feito["via"] == "pagina":
            assert "Entregue de novo no protocolo." in texto, "a página perdeu o que se digitou"
        else:
            assert codigo == "ocupada"
    assert cidade.implantacao.seq == antes
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT satisfeito FROM {TABELA_DE_FATOS} WHERE item = 'cadastro'")  # noqa: S608 - nome nosso
        assert cursor.fetchone() == (True,)
    de_novo = [{k: v for k, v in p.items() if k != "espera_ms"} for p in pedidos[:1]]
    assert ao_mesmo_tempo(operarios, de_novo)[0]["seq"] == antes + 1


def test_promessa_2_impasse_no_banco_vira_pedido_para_repetir(operarios, disputada):
    """Impasse de verdade: quem grava fatos tem a implantação e quer a linha; nós, o contrário."""
    cidade, outra = disputada, connections["default"].copy()
    fato = pedido(
        cidade, cidade.gestor_sei, "k", C.ALTERAR_FATOS, alvo={"item": "cadastro"}, satisfeito=False
    )
    operario = operarios[0]
    try:
        outra.set_autocommit(False)
        with outra.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '20s'")  # quem percebe, e cede, é o outro
            cursor.execute(f"SELECT 1 FROM {TABELA_DE_FATOS} FOR UPDATE")  # noqa: S608 - nome nosso
            operario.pedir(fato)
            _esperar_que_espere()
            cursor.execute("SELECT 1 FROM fluxo_implantacao FOR UPDATE")
        outra.rollback()
    finally:
        outra.close()

    ((codigo, texto),) = operario.ouvir()["recusas"]
    assert codigo == "ocupada"
    assert "envie de novo" in texto
    assert verificar(cidade.implantacao) == []


def _esperar_que_espere() -> None:
    """Até o operário estar parado à espera da linha."""
    with connection.cursor() as cursor:
        parados = 0
        while not parados:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND query LIKE %s",
                [f"%{TABELA_DE_FATOS}%"],
            )
            (parados,) = cursor.fetchone()
