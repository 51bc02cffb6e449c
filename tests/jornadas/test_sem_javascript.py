"""A etapa de interlocutores inteira, sem JavaScript e só com o teclado."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.demo.carga import carregar
from seicidades.demo.enredos import Enredo
from seicidades.demo.gente import email_de
from seicidades.demo.historias import Historia
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.verificacao import verificar
from tests.jornadas.passos import SENHA, Palco, conferir_pronto, conferir_sem_erros, titulo
from tests.jornadas.teclado import Teclado

CIDADE, IBGE = "Adamantina", "3500105"
ETAPA = "Interlocutores"


def _so_a_adesao(historia: Historia) -> None:
    historia.iniciar()
    historia.etapa("adesao")


@pytest.fixture(scope="module")
def adesao_aprovada(transactional_db) -> None:
    """Adamantina, com gente em todos os papéis e a adesão concluída."""
    carregar(senha=SENHA, vazia=False, enredos=[Enredo(IBGE, _so_a_adesao, ultimo_passo=1)])


def entrar(palco: Palco, email: str) -> Teclado:
    teclado = Teclado(palco.abrir("/conta/entrar/", java_script_enabled=False))
    teclado.escrever("E-mail", email)
    teclado.escrever("Senha", SENHA)
    teclado.acionar("Entrar")
    return teclado


def entrar_como(palco: Palco, papel: Papel) -> Teclado:
    return entrar(palco, email_de(papel, IBGE))


@pytest.mark.usefixtures("adesao_aprovada")
def test_interlocutores_sem_javascript_e_so_com_o_teclado(palco):
    hoje = timezone.localdate()
    representante = entrar_como(palco, Papel.REPRESENTANTE)
    designar_pela_proxima_acao(representante, hoje)
    gestor_sei = entrar_como(palco, Papel.GESTOR_SEI)
    gestor_sei.acionar(f"Etapa 2: {ETAPA}")
    for papel in INTERLOCUTORES[1:]:
        fazer(gestor_sei, f"Designar o {papel.rotulo}", lambda t, p=papel: pessoa(t, p, hoje))
    fazer(gestor_sei, "Publicar o ato que designa os interlocutores", lambda t: ato(t, hoje))
    fazer(gestor_sei, "Informar quem substitui cada interlocutor", lambda t: suplente(t, hoje))
    for papel in INTERLOCUTORES:
        confirmar_contato(entrar_como(palco, papel), papel)

    enviar(gestor_sei)
    aprovar(entrar(palco, "gerente@exemplo.invalid"))

    cidade = Implantacao.objects.select_related("versao", "orgao").get()
    assert cidade.etapas.get(chave="interlocutores").situacao == "aprovada"
    assert verificar(cidade) == []


def designar_pela_proxima_acao(t: Teclado, hoje: date) -> None:
    expect(t.pagina.locator(".proxima-acao h2")).to_have_text("Designar o Gestor SEI")
    t.acionar("Fazer agora")
    pessoa(t, Papel.GESTOR_SEI, hoje)
    conferir_pronto(t.pagina, "Designar o Gestor SEI")


def fazer(t: Teclado, item: str, preencher) -> None:
    t.acionar(item)
    expect(titulo(t.pagina)).to_have_text(item)
    preencher(t)
    conferir_sem_erros(t.pagina)
    conferir_pronto(t.pagina, item)


def pessoa(t: Teclado, papel: Papel, hoje: date) -> None:
    dados_da_pessoa(t, f"Pessoa do {papel.rotulo}", email_de(papel, IBGE), hoje)
    t.acionar("Designar e voltar à etapa")


def dados_da_pessoa(t: Teclado, nome: str, email: str, hoje: date) -> None:
    t.escrever("Nome completo", nome)
    t.escrever("Cargo", "Analista")
    t.escrever("Secretaria ou unidade", "Secretaria de Administração")
    t.escrever("E-mail institucional", email)
    t.escrever("Telefone", "(18) 3502-9000")
    t.escrever_data("Início", hoje)


def ato(t: Teclado, hoje: date) -> None:
    t.escolher("Tipo do ato", "Portaria")
    t.escrever("Número", "118/2026")
    t.escrever_data("Data do ato", hoje)
    t.escrever("Onde foi publicado", "Quadro de avisos do paço")
    t.escrever_data("Data da publicação", hoje)
    t.escrever("Endereço na internet", "https://diario.exemplo.invalid/portaria-118")
    t.acionar("Salvar e voltar à etapa")


def suplente(t: Teclado, hoje: date) -> None:
    """Uma pessoa só substitui os quatro."""
    for papel in INTERLOCUTORES:
        t.marcar(papel.rotulo)
    dados_da_pessoa(t, "Nair Freire", "nair.freire@exemplo.invalid", hoje)
    t.acionar("Salvar suplente")


def confirmar_contato(t: Teclado, papel: Papel) -> None:
    t.acionar(f"Etapa 2: {ETAPA}")
    fazer(
        t,
        f"Confirmar os contatos do {papel.rotulo}",
        lambda t: t.acionar("Confirmar contato"),
    )


def enviar(t: Teclado) -> None:
    t.pagina.reload()
    t.acionar("Conferir e enviar")
    t.acionar("Enviar para a Prodesp")
    conferir_sem_erros(t.pagina)
    expect(t.pagina.get_by_role("heading", name="Em análise")).to_be_visible()


def aprovar(t: Teclado) -> None:
    t.acionar("Análises")
    t.acionar(CIDADE)
    t.acionar("Aprovar etapa")
    conferir_sem_erros(t.pagina)
    expect(titulo(t.pagina)).to_have_text(CIDADE)
