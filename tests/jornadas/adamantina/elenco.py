"""Quem toma parte na história de Adamantina e como cada um chega."""

import re
from dataclasses import dataclass
from datetime import date

from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Implantacao
from tests.documentos import amostras
from tests.jornadas.passos import (
    SENHA,
    Palco,
    aceitar_convite,
    anexo,
    apertar,
    conferir_mensagem,
    conferir_sem_erros,
    entrar,
    preencher,
    seguir,
    titulo,
)

CIDADE, IBGE = "Adamantina", "3500105"
SENHA_NOVA = "ipe-amarelo-em-flor"
PESSOAS = {
    Papel.REPRESENTANTE: "Bento Lemos",
    Papel.GESTOR_SEI: "Mauro Dantas",
    Papel.GESTOR_TI: "Ana Prado",
    Papel.GESTOR_CONHECIMENTO: "Olavo Barreto",
    Papel.GESTOR_DOCUMENTAL: "Lívia Esteves",
}
PDF = anexo("comprovante.pdf", amostras.pdf("Comprovante"))


@dataclass
class Elenco:
    """As páginas abertas de quem toma parte, e a data de hoje."""

    hoje: date
    gerente: Page
    outra_gerente: Page
    pessoas: dict[Papel, Page]

    def __getattr__(self, papel: str) -> Page:
        return self.pessoas[Papel(papel)]


def email_de(papel: Papel) -> str:
    return f"{papel.replace('_', '-')}.{IBGE}@exemplo.invalid"


def implantacao() -> Implantacao:
    return Implantacao.objects.select_related("versao", "orgao").get()


def reunir_elenco(palco: Palco) -> Elenco:
    """A gerência inicia e convida; cada pessoa aceita no seu navegador."""
    gerente = entrar(palco, "gerente@exemplo.invalid", SENHA)
    seguir(gerente, "Iniciar uma implantação")
    preencher(gerente, {"Órgão": f"{CIDADE} · Prefeitura Municipal de {CIDADE}"})
    apertar(gerente, "Iniciar a implantação")
    conferir_sem_erros(gerente)
    for papel, nome in PESSOAS.items():
        preencher(gerente, {"Papel": papel.rotulo, "Nome": nome, "E-mail": email_de(papel)})
        apertar(gerente, "Enviar convite")
        conferir_mensagem(gerente, f"Convite enviado para {email_de(papel)}")
    return Elenco(
        timezone.localdate(),
        gerente,
        entrar(palco, "gerente2@exemplo.invalid", SENHA),
        {papel: aceitar(palco, papel) for papel in PESSOAS},
    )


def aceitar(palco: Palco, papel: Papel) -> Page:
    pagina = aceitar_convite(palco, link_do_convite(papel), PESSOAS[papel], SENHA_NOVA)
    expect(titulo(pagina)).to_have_text("O que fazer agora")
    return pagina


def link_do_convite(papel: Papel) -> str:
    """O da mensagem que chegou; a nossa cópia dela é apagada depois da entrega."""
    [mensagem] = [m for m in mail.outbox if m.to == [email_de(papel)]]
    return re.search(r"https?://\S+/convites/\S+", mensagem.body)[0]
