"""Convite numa caixa vigiada por robôs, e passagem do papel no meio da implantação."""

import json
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from interlocutores import quadro
from seicidades.comum.digitos import tem_cpf
from seicidades.comum.papeis import Papel
from seicidades.contas.models import AvisoDeSaida, Convite
from seicidades.fluxo.models import Andamento, Implantacao
from tests.jornadas.passos import (
    SENHA,
    Palco,
    abrir_etapa,
    abrir_item,
    apertar,
    clicar,
    conferir_sem_erros,
    em_nome_de_outra,
    entrar,
    menu,
    preencher,
    seguir,
    titulo,
)

pytestmark = pytest.mark.usefixtures("estado_da_demonstracao")

COM_VAGA, EM_ANDAMENTO = ("Barretos", "3505500"), ("Botucatu", "3507506")
CAIO, DORA = "caio.serra@exemplo.invalid", "dora.lins@exemplo.invalid"


def test_convite_numa_caixa_vigiada_e_entrada_sem_senha(palco):
    gerente = entrar(palco, "gerente@exemplo.invalid", SENHA)
    abrir_etapa(gerente, COM_VAGA[0], "Interlocutores")
    abrir_item(gerente, "Designar o Gestor de TI")
    preencher(gerente, pessoa("Caio Serra", CAIO))
    apertar(gerente, "Designar e voltar à etapa")
    conferir_sem_erros(gerente)

    vigiar_a_caixa(palco, CAIO)
    assert Convite.objects.abertos().filter(email=CAIO).exists()
    caio = palco.abrir(link_da_mensagem(CAIO, "/convites/"))
    preencher(caio, {"Nome": "Caio Serra", "Prefiro entrar sem senha": True})
    apertar(caio, "Aceitar convite")
    expect(titulo(caio)).to_have_text("O que fazer agora")

    outro_lugar = pedir_codigo(palco, CAIO)
    vigiar_a_caixa(palco, CAIO)
    outro_lugar.goto(link_da_mensagem(CAIO, "/entrar/"))
    apertar(outro_lugar, "Entrar agora")
    expect(titulo(outro_lugar)).to_have_text("O que fazer agora")


def test_passagem_no_meio_da_implantacao(palco):
    cidade, ibge = EM_ANDAMENTO
    antigo = f"gestor-ti.{ibge}@exemplo.invalid"
    quem_sai = entrar(palco, antigo, SENHA)
    nome_de_quem_sai = quem_sai.locator(".pessoa-do-menu__nome").inner_text()
    pedir_codigo(palco, antigo)
    vigiar_a_caixa(palco, antigo)
    assert not AvisoDeSaida.objects.filter(vinculo__papel=Papel.GESTOR_TI).exists()

    sem_entrar = palco.abrir(link_da_mensagem(antigo, "/nao-sou-mais-eu/"))
    assert nome_de_quem_sai not in sem_entrar.content()
    preencher(sem_entrar, {"O que aconteceu": "Deixei a prefeitura"})
    apertar(sem_entrar, "Avisar que não sou mais eu")
    expect(titulo(sem_entrar)).to_have_text("Aviso recebido")

    gerente = entrar(palco, "gerente@exemplo.invalid", SENHA)
    clicar(gerente, menu(gerente).get_by_role("link", name="Análises"))
    clicar(gerente, gerente.get_by_role("link", name=cidade, exact=True).last)
    seguir(gerente, "Trocar a pessoa de Gestor de TI")
    seguir(gerente, "Trocar a pessoa de Gestor de TI")
    motivo = {"Por que a pessoa muda": "Deixou a prefeitura."}
    preencher(gerente, pessoa("Dora Lins", DORA) | motivo)
    apertar(gerente, "Registrar a troca")
    conferir_sem_erros(gerente)

    implantacao = Implantacao.objects.get(orgao__municipio__codigo_ibge=ibge)
    no_quadro = f"/implantacoes/{implantacao.pk}/interlocutores/"
    assert quem_sai.context.request.get(no_quadro).status == 404
    quem_entra = palco.abrir(link_da_mensagem(DORA, "/convites/"))
    preencher(quem_entra, {"Nome": "Dora Lins", "Prefiro entrar sem senha": True})
    apertar(quem_entra, "Aceitar convite")
    quem_entra.goto(no_quadro)
    lugar = quem_entra.locator(
        "section", has=quem_entra.get_by_role("heading", name="Gestor de TI")
    )
    expect(lugar.get_by_text("Dora Lins")).to_be_visible()
    clicar_no_resumo(lugar)
    expect(lugar.get_by_text(nome_de_quem_sai)).to_be_visible()
    assert AvisoDeSaida.objects.get(vinculo__papel=Papel.GESTOR_TI).desfecho == "trocou"
    assert quadro.montar(implantacao)[Papel.GESTOR_TI].titular.com_acesso
    conferir_que_nao_ha_cpf()


def pessoa(nome: str, email: str) -> dict:
    return em_nome_de_outra("A chefia de gabinete, hoje, por telefone.") | {
        "Nome completo": nome,
        "Cargo": "Analista",
        "Secretaria ou unidade": "Informática",
        "E-mail institucional": email,
        "Telefone": "(18) 3502-9000",
        "Início": timezone.localdate(),
    }


def pedir_codigo(palco: Palco, email: str) -> Page:
    cache.clear()  # os limites de pedidos são de outro teste
    pagina = palco.abrir("/conta/entrar/codigo/")
    preencher(pagina, {"E-mail": email})
    apertar(pagina, "Receber código")
    return pagina


def mensagem_a(email: str):
    return [m for m in mail.outbox if m.to == [email]][-1]


def link_da_mensagem(email: str, caminho: str) -> str:
    return re.search(rf"https?://[^/\s]+({caminho}\S+)", mensagem_a(email).body)[1]


def vigiar_a_caixa(palco: Palco, email: str) -> None:
    """Um filtro de correio abre cada endereço da mensagem, mais de uma vez, e nada envia."""
    pedidos = palco.abrir("/conta/entrar/").context.request
    for endereco in set(re.findall(r"https?://\S+", mensagem_a(email).body)):
        for abrir in (pedidos.head, pedidos.get, pedidos.get):
            assert abrir(endereco).status == 200, endereco


def clicar_no_resumo(lugar) -> None:
    lugar.get_by_text("Quem já exerceu").click()


def conferir_que_nao_ha_cpf() -> None:
    for mensagem in mail.outbox:
        assert not tem_cpf(mensagem.subject + mensagem.body)
    for dados in Andamento.objects.order_by("pk").values_list("dados", flat=True):
        assert not tem_cpf(json.dumps(dados))
