"""O que uma pessoa faz diante da tela, em passos que se leem."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

TEMPO_MS = 45_000  # só se espera tanto em máquina muito ocupada
SENHA = "jabuticaba-no-quintal"  # a da equipe do Estado

# Valor de um campo: texto, data, opções marcadas, caixa marcada ou arquivo.
Valor = str | date | tuple[str, ...] | bool | dict


@dataclass
class Palco:
    """Onde as pessoas entram, cada uma no seu navegador.

    `queixas` guarda o que os navegadores reclamaram: erro de script, de política
    de segurança ou resposta que falhou.
    """

    endereco: str
    navegador: Browser
    queixas: list[str] = field(default_factory=list)
    contextos: list[BrowserContext] = field(default_factory=list)

    def abrir(self, caminho: str = "/", **opcoes) -> Page:
        """Um navegador novo, sem histórico, já na página."""
        contexto = self.navegador.new_context(
            base_url=self.endereco, locale="pt-BR", timezone_id="America/Sao_Paulo", **opcoes
        )
        contexto.set_default_timeout(TEMPO_MS)
        self.contextos.append(contexto)
        pagina = contexto.new_page()
        pagina.on("console", self._ouvir)
        pagina.on("pageerror", lambda erro: self.queixas.append(f"{pagina.url}: {erro}"))
        pagina.goto(caminho)
        return pagina

    def _ouvir(self, mensagem) -> None:
        if mensagem.type in ("error", "warning"):
            self.queixas.append(f"{mensagem.page.url}: {mensagem.text}")

    def fechar(self) -> None:
        for contexto in self.contextos:
            contexto.close()


# --- Entrar


def entrar(palco: Palco, email: str, senha: str, **opcoes) -> Page:
    pagina = palco.abrir("/conta/entrar/", **opcoes)
    preencher(pagina, {"E-mail": email, "Senha": senha})
    apertar(pagina, "Entrar")
    expect(pagina.get_by_role("heading", level=1)).not_to_have_text("Entrar")
    return pagina


def aceitar_convite(palco: Palco, link: str, nome: str, senha: str, **opcoes) -> Page:
    """Abre o link da mensagem, cria a conta e entra."""
    pagina = palco.abrir(link, **opcoes)
    preencher(
        pagina,
        {
            "Nome": nome,
            "Telefone": "(18) 3500-1050",
            "Crie uma senha": senha,
            "Repita a senha": senha,
        },
    )
    apertar(pagina, "Aceitar convite")
    conferir_sem_erros(pagina)
    return pagina


# --- Andar


def abrir_cidade(pagina: Page, cidade: str) -> None:
    """Pelo menu: a carteira, para quem é do Estado; a própria cidade, para os demais."""
    clicar(pagina, menu(pagina).get_by_role("link").first)
    if pagina.url.endswith("/carteira/"):
        seguir(pagina, cidade)


def abrir_etapa(pagina: Page, cidade: str, etapa: str) -> None:
    abrir_cidade(pagina, cidade)
    clicar(pagina, pagina.locator(".jornada-caixa").get_by_role("link", name=etapa))
    expect(titulo(pagina)).to_have_text(etapa)


def abrir_item(pagina: Page, item: str) -> None:
    """Da lista da etapa à página do item."""
    clicar(pagina, pagina.locator(".itens").get_by_role("link", name=item, exact=True))
    expect(titulo(pagina)).to_have_text(item)


def titulo(pagina: Page) -> Locator:
    return pagina.get_by_role("heading", level=1)


def menu(pagina: Page) -> Locator:
    return pagina.get_by_role("navigation", name="Principal")


def apertar(pagina: Page, botao: str) -> None:
    clicar(pagina, pagina.get_by_role("button", name=botao, exact=True))


def seguir(pagina: Page, enlace: str) -> None:
    clicar(pagina, pagina.get_by_role("link", name=enlace, exact=True))


def clicar(pagina: Page, alvo: Locator) -> None:
    """Clica e espera a página que vem; quem conta elementos depois já conta os dela."""
    with pagina.expect_navigation(wait_until="domcontentloaded"):
        alvo.click()


# --- Preencher


def preencher(pagina: Page, campos: Mapping[str, Valor]) -> None:
    """Cada campo pelo rótulo que a pessoa lê."""
    for rotulo, valor in campos.items():
        _preencher(pagina, rotulo, valor)


def _preencher(pagina: Page, rotulo: str, valor: Valor) -> None:
    if isinstance(valor, tuple):
        grupo = pagina.get_by_role("group", name=_rotulo(rotulo))
        for opcao in valor:
            grupo.get_by_label(opcao, exact=True).check()
        return
    campo = pagina.get_by_label(_rotulo(rotulo))
    if isinstance(valor, bool):
        campo.set_checked(valor)
    elif isinstance(valor, dict):
        campo.set_input_files(valor)
    elif isinstance(valor, date):
        campo.fill(valor.isoformat())
    elif campo.evaluate("(e) => e.tagName") == "SELECT":
        campo.select_option(label=valor)
    else:
        campo.fill(valor)


def _rotulo(texto: str) -> re.Pattern:
    """O rótulo inteiro, com ou sem a marca de opcional."""
    return re.compile(rf"^\s*{re.escape(texto)}(\s*\(opcional\))?\s*$")


def fazer(
    pagina: Page,
    item: str,
    campos: Mapping[str, Valor],
    botao: str = "Salvar e voltar à etapa",
) -> None:
    """Um item, da lista da etapa de volta à lista, que o mostra pronto."""
    abrir_item(pagina, item)
    preencher(pagina, campos)
    apertar(pagina, botao)
    conferir_sem_erros(pagina)
    conferir_pronto(pagina, item)


def declarar(pagina: Page, item: str, texto: str, **campos: Valor) -> None:
    """Um item sem página própria: o que foi feito, com ou sem arquivos."""
    fazer(pagina, item, {"O que foi feito": texto, **campos}, botao="Está pronto")


def em_nome_de_outra(quem_informou: str) -> dict[str, Valor]:
    """Os campos de quem registra por outra pessoa."""
    return {
        "Como a informação chegou": ("Por telefone ou em reunião",),
        "Quem informou, quando e por onde": quem_informou,
    }


def anexo(nome: str, conteudo: bytes, tipo: str = "application/pdf") -> dict:
    return {"name": nome, "mimeType": tipo, "buffer": conteudo}


# --- Conferir


def conferir_sem_erros(pagina: Page) -> None:
    """Se a página voltou com erros, diz quais."""
    erros = pagina.locator(".resumo-de-erros")
    assert erros.count() == 0, f"{pagina.url}\n{erros.inner_text()}"


def conferir_pronto(pagina: Page, item: str) -> None:
    linha = pagina.locator(".itens__item", has=pagina.get_by_role("link", name=item, exact=True))
    expect(linha.get_by_text("pronto", exact=True)).to_be_visible()


def conferir_mensagem(pagina: Page, texto: str) -> None:
    expect(pagina.locator(".mensagens, .aviso").get_by_text(texto)).to_be_visible()


# --- Enviar e responder


def enviar_etapa(pagina: Page) -> None:
    """Da página da etapa, com tudo pronto."""
    apertar(pagina, "Conferir e enviar")
    apertar(pagina, "Enviar para a Prodesp")
    conferir_sem_erros(pagina)
    expect(pagina.get_by_role("heading", name="Em análise")).to_be_visible()


def abrir_analise(pagina: Page, cidade: str, todas: bool = False) -> None:
    """Pela fila de análises; `todas` inclui as de outras carteiras."""
    clicar(pagina, menu(pagina).get_by_role("link", name="Análises"))
    if todas:
        seguir(pagina, "Ver as de todas")
    seguir(pagina, cidade)


def aprovar(pagina: Page, cidade: str, todas: bool = False) -> None:
    abrir_analise(pagina, cidade, todas)
    apertar(pagina, "Aprovar etapa")
    conferir_sem_erros(pagina)
    expect(titulo(pagina)).to_have_text(cidade)


def devolver(pagina: Page, cidade: str, item: str, motivo: str, o_que_fazer: str) -> None:
    abrir_analise(pagina, cidade)
    linha = pagina.locator(".conferencia", has=pagina.get_by_role("link", name=item, exact=True))
    linha.get_by_label("Devolver", exact=True).check()
    linha.get_by_label(_rotulo("Motivo")).select_option(label=motivo)
    linha.get_by_label(_rotulo("O que fazer")).fill(o_que_fazer)
    apertar(pagina, "Devolver com os motivos")
    conferir_sem_erros(pagina)
