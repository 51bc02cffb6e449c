"""Toda a marcação que as nossas páginas têm: axe, telas estreitas e sem queixas."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page

from seicidades.contas.models import Usuario
from tests import navegador as navegadores
from tests.jornadas import enderecos, passagens
from tests.jornadas.enderecos import ANONIMA, Visita
from tests.jornadas.feicoes import Feicoes

PAPEIS = ("anonima", "gestor-sei", "gerente", "observador", "admin")
DE_PASSAGEM = "de_passagem"
# O navegador conta como erro a resposta que é mesmo de erro; o resto é queixa de verdade.
ESPERADA = "the server responded with a status of"
# O mesmo formulário que a leitura enviou, com tudo apagado. `submit` não passa pelas guardas.
ENVIAR_VAZIO = """() => {
  const vem = "input:not([type=hidden]), select, textarea";
  const vazio = [...document.forms].find((f) => f.method === "post" && f.querySelector(vem));
  for (const campo of vazio.querySelectorAll(vem)) {
    if (["checkbox", "radio"].includes(campo.type)) campo.checked = false;
    else if (campo.type !== "submit") campo.value = "";
  }
  vazio.submit();
}"""


@dataclass
class Percurso:
    """O que a leitura de todas as páginas achou."""

    nomes: set[str] = field(default_factory=set)
    lidas: list[tuple[Visita, frozenset[str]]] = field(default_factory=list)
    defeitos: list[str] = field(default_factory=list)

    def ler(self, visita: Visita, html: str) -> Feicoes:
        """Anota o que se vê sem navegador."""
        pagina = Feicoes(html)
        self.nomes.add(visita.nome)
        self.lidas.append((visita, frozenset(pagina.pares)))
        if pagina.ids_repetidos or pagina.titulos_fora_de_ordem:
            self.defeitos.append(
                f"{visita}: ids {pagina.ids_repetidos}, títulos {pagina.titulos_fora_de_ordem}"
            )
        return pagina

    @cached_property
    def escolhidas(self) -> list[Visita]:
        """Poucas páginas com toda a marcação que há: sempre a que mais traz do que falta."""
        escolhidas, falta = [], set().union(*(pares for _, pares in self.lidas))
        while falta:
            visita, pares = max(self.lidas, key=lambda lida: len(lida[1] & falta))
            escolhidas.append(visita)
            falta -= pares
        return escolhidas


class Pessoas:
    """Cada pessoa entra uma vez, no cliente de testes e no navegador."""

    def __init__(self):
        self.clientes: dict[str, Client] = {}

    def cliente(self, email: str) -> Client:
        if email not in self.clientes:
            self.clientes[email] = Client()
            if email != ANONIMA:
                self.clientes[email].force_login(Usuario.objects.get(email=email))
        return self.clientes[email]

    def cookie(self, email: str, endereco: str) -> dict:
        nome = settings.SESSION_COOKIE_NAME
        return {"name": nome, "value": self.cliente(email).cookies[nome].value, "url": endereco}


@pytest.fixture(scope="module")
def pessoas(estado_da_demonstracao) -> Pessoas:
    return Pessoas()


@pytest.fixture(scope="module")
def percurso(pessoas, tarefas_na_hora) -> Percurso:
    """Lê todas as páginas, e o que cada formulário responde vazio, sem mudar nada."""
    percurso, com_formulario = Percurso(), {}
    with override_settings(DEMO=True):
        for visita in chain(enderecos.visitas(), passagens.visitas(pessoas.clientes)):
            html = ler(pessoas.cliente(visita.quem), visita)
            formulario = percurso.ler(visita, html).formulario if html else None
            if formulario:
                de_que = (visita.nome, papel(visita))
                com_formulario.setdefault(de_que, (visita, formulario.campos))
        for visita, campos in com_formulario.values():
            enviada = replace(visita, envia=True)
            if html := ler(pessoas.cliente(visita.quem), enviada, campos):
                percurso.ler(enviada, html)
    return percurso


def papel(visita: Visita) -> str:
    """Quem olha; quem está de passagem conta junto."""
    quem = visita.quem.partition("@")[0].partition(".")[0] or "anonima"
    return quem if quem in PAPEIS else DE_PASSAGEM


def ler(cliente: Client, visita: Visita, campos: dict | None = None) -> str | None:
    """O HTML da resposta; nada, se ela leva a outra página."""
    with transaction.atomic():
        responder = cliente.post if visita.envia else cliente.get
        resposta = responder(visita.url, campos)
        transaction.set_rollback(True)
    assert resposta.status_code < 500, visita
    if not resposta.headers.get("Content-Type", "").startswith("text/html"):
        return None
    return resposta.content.decode() or None


def test_todo_endereco_tem_visita_ou_nao_e_pagina(percurso):
    """Endereço novo: diga em `enderecos.py` como se chega à página dele."""
    assert enderecos.nomes() - percurso.nomes - enderecos.SEM_PAGINA == set()
    assert enderecos.SEM_PAGINA - enderecos.nomes() == set()


def test_ids_sao_unicos_e_titulos_nao_saltam_niveis(percurso):
    assert percurso.defeitos == []


@pytest.fixture(scope="module")
def paginas(servidor, navegador, pessoas) -> Iterator["Navegadores"]:
    navegadores = Navegadores(servidor, navegador, pessoas)
    with override_settings(DEMO=True):
        yield navegadores
    navegadores.fechar()


class Navegadores:
    """Um navegador por pessoa, com as queixas que ouviu."""

    def __init__(self, endereco: str, navegador: Browser, pessoas: Pessoas):
        self.endereco, self.navegador, self.pessoas = endereco, navegador, pessoas
        self.abertas: dict[str, Page] = {}
        self.queixas: list[str] = []

    def de(self, email: str) -> Page:
        if email not in self.abertas:
            contexto = self.navegador.new_context(base_url=self.endereco, locale="pt-BR")
            if email != ANONIMA:
                contexto.add_cookies([self.pessoas.cookie(email, self.endereco)])
            pagina = contexto.new_page()
            pagina.on("console", self._ouvir)
            pagina.on("pageerror", lambda erro: self.queixas.append(str(erro)))
            self.abertas[email] = pagina
        return self.abertas[email]

    def _ouvir(self, mensagem) -> None:
        if mensagem.type in ("error", "warning") and ESPERADA not in mensagem.text:
            self.queixas.append(mensagem.text)

    def abrir(self, visita: Visita) -> Page:
        pagina = self.de(visita.quem)
        self.queixas.clear()
        pagina.set_viewport_size({"width": navegadores.LARGURAS[0], "height": 900})
        pagina.goto(visita.url)
        if visita.envia:
            with pagina.expect_navigation():
                pagina.evaluate(ENVIAR_VAZIO)
        return pagina

    def fechar(self) -> None:
        for pagina in self.abertas.values():
            pagina.context.close()


@pytest.mark.parametrize("quem", [*PAPEIS, DE_PASSAGEM])
def test_paginas_passam_no_axe_e_cabem_na_tela(percurso, paginas, quem):
    achados = [
        (str(visita), achado)
        for visita in percurso.escolhidas
        if papel(visita) == quem
        for achado in conferir(paginas, visita)
    ]
    assert achados == [], "\n".join(map(str, achados))


def conferir(paginas: Navegadores, visita: Visita) -> list[str]:
    return navegadores.defeitos(paginas.abrir(visita)) + paginas.queixas
