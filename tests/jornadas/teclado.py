"""Uma pessoa que só usa o teclado: Tab, Espaço, Enter e o que digita."""

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page

MAXIMO_DE_TABS = 120
# O elemento com o foco, como quem ouve a página o conhece, e se o foco se vê. Dentro do campo
# de data, o botão do calendário é do navegador, que mostra o foco nele e não no campo.
COM_O_FOCO = """() => {
  const e = document.activeElement, estilo = getComputedStyle(e);
  const rotulo = e.labels?.length ? e.labels[0].innerText : e.ariaLabel || e.innerText || e.value;
  const noCalendario = e.type === "date" && !e.matches(":focus-visible");
  const visivel = noCalendario || estilo.outlineStyle !== "none" || estilo.boxShadow !== "none";
  return [(rotulo ?? "").trim().replace(/\\s+/g, " "), visivel];
}"""


@dataclass
class Teclado:
    """As mãos de quem não usa o rato. Toda parada do foco tem de se ver."""

    pagina: Page

    def tecla(self, nome: str) -> None:
        self.pagina.keyboard.press(nome)

    def ir(self, rotulo: str) -> None:
        """De Tab em Tab até o controle de rótulo assim, com ou sem a marca de opcional."""
        for _ in range(MAXIMO_DE_TABS):
            self.tecla("Tab")
            atual, visivel = self.pagina.evaluate(COM_O_FOCO)
            assert visivel, f"{self.pagina.url}: não se vê o foco em «{atual}»."
            if atual.removesuffix("(opcional)").strip() == rotulo:
                return
        raise AssertionError(f"{self.pagina.url}: o Tab não chega a «{rotulo}».")

    def escrever(self, rotulo: str, texto: str) -> None:
        self.ir(rotulo)
        self.tecla("ControlOrMeta+A")
        self.pagina.keyboard.type(texto)

    def escrever_data(self, rotulo: str, dia: date) -> None:
        """Dia, mês e ano, na ordem em que o navegador os mostra."""
        self.ir(rotulo)
        for ordem in ("%d%m%Y", "%m%d%Y"):
            self.pagina.keyboard.type(dia.strftime(ordem))
            if self.pagina.evaluate("document.activeElement.value") == dia.isoformat():
                return
            for _ in range(2):
                self.tecla("ArrowLeft")
        raise AssertionError(f"{self.pagina.url}: «{rotulo}» não aceita a data digitada.")

    def escolher(self, rotulo: str, opcao: str) -> None:
        """Numa lista, as primeiras letras levam à opção."""
        self.ir(rotulo)
        self.pagina.keyboard.type(opcao)

    def marcar(self, rotulo: str) -> None:
        self.ir(rotulo)
        self.tecla("Space")

    def acionar(self, rotulo: str) -> None:
        """Enter num botão ou enlace, e a página que vem."""
        self.ir(rotulo)
        with self.pagina.expect_navigation(wait_until="domcontentloaded"):
            self.tecla("Enter")
