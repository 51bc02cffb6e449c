"""Processos à parte que dão comandos no banco dos testes, à ordem de quem os criou.

Um pai arruma o Django uma vez e se divide; cada filho lê pedidos em JSON, um por
linha, e responde. Antes de agir, o filho avisa que vai e espera a cancela abrir:
assim todos partem juntos. A resposta traz os instantes em que ele pediu a trava da
implantação, em que a obteve e em que terminou, para que se conte quem se encontrou.
"""

import html
import json
import os
import re
import signal
import sys
import time

CANCELA = 7_350_077
TABELA_DE_FATOS = "fatos_de_prova"


def apurar_do_banco(ids):
    """Os fatos do roteiro curto, numa tabela que todos os processos veem."""
    from django.db import connection

    from seicidades.fluxo.nucleo.definicao import Fato

    fatos = {pk: {} for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT implantacao, item, satisfeito FROM {TABELA_DE_FATOS}"  # noqa: S608 - nome nosso
            " WHERE implantacao = ANY(%s) ORDER BY item",
            [list(ids)],
        )
        for implantacao, item, satisfeito in cursor.fetchall():
            fatos[implantacao][item] = Fato(satisfeito, "Há." if satisfeito else "Não há.")
    return fatos


def roteiro_com_fatos_no_banco():
    from dataclasses import replace

    from tests.fluxo import roteiros

    return {
        e.chave: replace(e, apurar=apurar_do_banco) if e.apurar else e
        for e in roteiros.CURTO.etapas
    }


class Instantes:
    """Quando este processo pediu a trava da implantação, obteve e terminou. Relógio da máquina."""

    def __init__(self):
        self.pediu = self.obteve = self.fim = 0

    def __call__(self, executar, sql, params, many, contexto):
        if "FOR UPDATE" not in sql or "fluxo_implantacao" not in sql or self.pediu:
            return executar(sql, params, many, contexto)
        self.pediu = time.monotonic_ns()
        try:
            return executar(sql, params, many, contexto)
        finally:
            self.obteve = time.monotonic_ns()


class Operario:
    def __init__(self):
        # Por cidade e pessoa: entre um teste e outro o banco recomeça, e os números se repetem.
        self.tokens: dict[tuple[str, int], str] = {}
        self.navegadores: dict[tuple[str, int], object] = {}

    def dar(self, pedido: dict) -> dict:
        return getattr(self, f"por_{pedido['via']}")(pedido)

    def por_servico(self, pedido: dict) -> dict:
        from seicidades.contas.models import Usuario
        from seicidades.fluxo import servicos
        from seicidades.fluxo.models import Implantacao

        implantacao = Implantacao.objects.get(pk=pedido["implantacao"])
        usuario = Usuario.objects.get(pk=pedido["usuario"])
        try:
            resultado = self._agir(implantacao, usuario, pedido)
        except servicos.Recusado as recusado:
            return {"recusas": [[r.codigo, r.mensagem] for r in recusado.recusas]}
        except servicos.ImplantacaoOcupada as ocupada:
            return {"recusas": [["ocupada", str(ocupada)]]}
        tipos = [e.tipo for e in resultado.eventos]
        return {"seq": resultado.seq, "tipos": tipos, "repetido": resultado.repetido}

    def _agir(self, implantacao, usuario, pedido: dict):
        from seicidades.fluxo import servicos
        from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando

        chave = pedido["chave"]
        if pedido["tipo"] == "alterar_fatos":
            item = pedido["alvo"]["item"]
            with servicos.alterar_fatos(implantacao, usuario, item, "Anotado.", chave=chave) as ato:
                gravar_fato(implantacao.pk, item, pedido["satisfeito"])
            return ato.resultado
        comando = Comando(TipoDeComando(pedido["tipo"]), **pedido["alvo"], dados=pedido["dados"])
        return servicos.executar(implantacao, comando, usuario, chave=chave)

    def por_pagina(self, pedido: dict) -> dict:
        """O formulário que a pessoa tem aberto, enviado como o navegador envia."""
        from django.test import Client

        quem = (pedido["codigo_ibge"], pedido["usuario"])
        navegador = self.navegadores.get(quem)
        if navegador is None:
            from seicidades.contas.models import Usuario

            navegador = self.navegadores[quem] = Client(raise_request_exception=False)
            navegador.force_login(Usuario.objects.get(pk=pedido["usuario"]))
        resposta = navegador.post(pedido["url"], pedido["campos"])
        texto = html.unescape(resposta.content.decode())
        feito = resposta.status_code == 302
        # A página recusada traz quem e quando; a que deu certo leva a outra.
        return {
            "situacao": resposta.status_code,
            **({"seq": None} if feito else {"recusas": [["pagina", _em_linha(texto)]]}),
        }

    def por_api(self, pedido: dict) -> dict:
        from django.test import Client

        from seicidades.api.servicos import criar_token
        from seicidades.contas.models import Usuario

        quem = (pedido["codigo_ibge"], pedido["usuario"])
        if quem not in self.tokens:
            self.tokens[quem] = criar_token(Usuario.objects.get(pk=pedido["usuario"]))[1]
        corpo = {"comando": pedido["tipo"], "chave": pedido["chave"], **pedido["alvo"]}
        resposta = Client(raise_request_exception=False).post(
            f"/api/v1/implantacoes/{pedido['codigo_ibge']}/comandos/",
            corpo | {"dados": pedido["dados"]},
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.tokens[quem]}"},
        )
        dados = resposta.json()
        if resposta.status_code == 200:
            tipos = [e["tipo"] for e in dados["eventos"]]
            return {"situacao": 200, "seq": dados["seq"], "tipos": tipos}
        recusas = [[r["codigo"], r["mensagem"]] for r in dados.get("recusas", [dados])]
        return {"situacao": resposta.status_code, "recusas": recusas}


def _em_linha(texto: str) -> str:
    """O que se lê na página, sem as etiquetas."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", texto))


def gravar_fato(implantacao: int, item: str, satisfeito: bool) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABELA_DE_FATOS} VALUES (%s, %s, %s)"  # noqa: S608 - nome nosso
            " ON CONFLICT (implantacao, item) DO UPDATE SET satisfeito = excluded.satisfeito",
            [implantacao, item, satisfeito],
        )


def morrer(**_) -> None:
    """Como um `kill -9` da máquina: o commit já foi, a resposta não sai, nada mais roda."""
    os.kill(os.getpid(), signal.SIGKILL)


def trabalhar(entrada, saida) -> None:
    from django.conf import settings
    from django.db import connection

    from seicidades.fluxo.sinais import andamentos_registrados

    def responder(resposta) -> None:
        saida.write(json.dumps(resposta) + "\n")
        saida.flush()

    operario = Operario()
    responder("pronto")
    for linha in entrada:
        pedido = json.loads(linha)
        if pedido.get("morrer"):
            andamentos_registrados.connect(morrer, dispatch_uid="morrer", weak=False)
        responder("esperando")
        connection.ensure_connection()
        instantes = Instantes()
        espera = pedido.get("espera_ms") or settings.ESPERA_POR_TRAVA_MS
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [CANCELA])
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [CANCELA])
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{espera}ms"])
        with connection.execute_wrapper(instantes):
            try:
                resposta = operario.dar(pedido)
            except Exception as erro:  # o que escapa é falha, e o teste a mostra
                resposta = {"escapou": f"{type(erro).__name__}: {erro}"}
        instantes.fim = time.monotonic_ns()
        responder(resposta | {"instantes": [instantes.pediu, instantes.obteve, instantes.fim]})


def dividir(pares: list[tuple[int, int]]) -> None:
    """Um filho por par de canos; o pai espera por todos."""
    filhos = []
    for entrada, saida in pares:
        filho = os.fork()
        if filho == 0:
            for par in pares:
                for cano in par:
                    if cano not in (entrada, saida):
                        os.close(cano)
            with os.fdopen(entrada) as leitura, os.fdopen(saida, "w") as escrita:
                trabalhar(leitura, escrita)
            os._exit(0)
        filhos.append(filho)
    for par in pares:
        for cano in par:
            os.close(cano)
    for filho in filhos:
        os.waitpid(filho, 0)


def comecar() -> None:
    import django

    django.setup()

    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import get_resolver

    from seicidades.fluxo import declaracao

    declaracao._registro = roteiro_com_fatos_no_banco()
    WSGIHandler()
    get_resolver().url_patterns  # noqa: B018 - o que se importa aqui, os filhos herdam
    numeros = [int(n) for n in sys.argv[1:]]
    dividir(list(zip(numeros[::2], numeros[1::2], strict=True)))


if __name__ == "__main__":
    comecar()
