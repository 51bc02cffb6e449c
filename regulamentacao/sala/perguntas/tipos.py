"""O que é uma pergunta da sala, com a resposta sugerida e o que ela vale no texto."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from regulamentacao.sala.extenso import por_extenso


class Especie(StrEnum):
    ESCOLHA = "escolha"
    VARIAS = "varias"
    TEXTO = "texto"
    NUMERO = "numero"
    LINHAS = "linhas"


@dataclass(frozen=True, slots=True)
class Opcao:
    """Uma resposta possível.

    Args:
        valor: gravado; publicado, nunca muda.
        rotulo: o que a pessoa lê.
        escrito: como entra no decreto; vazio, se só decide o que entra.
    """

    valor: str
    rotulo: str
    escrito: str = ""


@dataclass(frozen=True, slots=True)
class Pergunta:
    """Uma pergunta.

    Args:
        chave: única na tela; publicada, nunca muda.
        padrao: a resposta sugerida a um município pequeno; vale até alguém responder.
        minimo: o menor número, ou o menor tanto de opções.
        feminino: do que o número conta: "duas horas".
    """

    chave: str
    texto: str
    especie: Especie
    padrao: Any
    ajuda: str = ""
    opcoes: tuple[Opcao, ...] = ()
    obrigatoria: bool = True
    minimo: int = 0
    maximo: int = 0
    feminino: bool = False

    @property
    def valores(self) -> tuple[str, ...]:
        return tuple(opcao.valor for opcao in self.opcoes)

    def aceita(self, valor: Any) -> bool:
        """A resposta é das que o texto sabe escrever."""
        if self.especie == Especie.ESCOLHA:
            return valor in self.valores
        if self.especie == Especie.NUMERO:
            return type(valor) is int and self.minimo <= valor <= self.maximo
        if self.especie == Especie.TEXTO:
            return isinstance(valor, str) and (bool(valor.strip()) or not self.obrigatoria)
        if not isinstance(valor, list) or not all(isinstance(um, str) for um in valor):
            return False
        if self.especie == Especie.VARIAS:
            return set(valor) <= set(self.valores) and len(valor) >= self.minimo
        return all(um.strip() for um in valor)

    def no_texto(self, valor: Any) -> dict[str, Any]:
        """As variáveis que a resposta dá ao modelo do decreto."""
        escrito = f"{self.chave}_escrito"
        if self.especie == Especie.NUMERO:
            extenso = por_extenso(valor, feminino=self.feminino)
            return {self.chave: str(valor), escrito: extenso}
        if self.especie == Especie.ESCOLHA:
            return {self.chave: valor, escrito: self._opcao(valor).escrito}
        if self.especie == Especie.VARIAS:
            em_ordem = [o for o in self.opcoes if o.valor in valor]
            valores = [o.valor for o in em_ordem]
            return {self.chave: valores, escrito: [o.escrito for o in em_ordem]}
        return {self.chave: valor}

    def em_palavras(self, valor: Any) -> str:
        """A resposta como a pessoa a deu."""
        if self.especie == Especie.ESCOLHA:
            return self._opcao(valor).rotulo
        if self.especie == Especie.VARIAS:
            rotulos = [o.rotulo for o in self.opcoes if o.valor in valor]
            return "; ".join(rotulos) or "nenhuma das opções"
        if self.especie == Especie.LINHAS:
            return "; ".join(valor) or "em branco"
        return str(valor) or "em branco"

    def _opcao(self, valor: str) -> Opcao:
        return next(opcao for opcao in self.opcoes if opcao.valor == valor)


@dataclass(frozen=True, slots=True)
class Tela:
    """Poucas perguntas que se respondem juntas; a chave é a do assunto, salvo a primeira."""

    chave: str
    titulo: str
    perguntas: tuple[Pergunta, ...]
    introducao: str = ""

    def pergunta(self, chave: str) -> Pergunta:
        return next(p for p in self.perguntas if p.chave == chave)


def escolha(chave: str, texto: str, padrao: str, *opcoes: Opcao, ajuda: str = "") -> Pergunta:
    return Pergunta(chave, texto, Especie.ESCOLHA, padrao, ajuda, opcoes)


def varias(
    chave: str, texto: str, padrao: list[str], *opcoes: Opcao, ajuda: str = "", minimo: int = 0
) -> Pergunta:
    return Pergunta(
        chave, texto, Especie.VARIAS, padrao, ajuda, opcoes, bool(minimo), minimo=minimo
    )


def numero(
    chave: str,
    texto: str,
    padrao: int,
    *,
    de: int,
    ate: int,
    ajuda: str = "",
    feminino: bool = False,
) -> Pergunta:
    return Pergunta(
        chave,
        texto,
        Especie.NUMERO,
        padrao,
        ajuda,
        minimo=de,
        maximo=ate,
        feminino=feminino,
    )


def texto(
    chave: str, pergunta: str, padrao: str = "", *, ajuda: str = "", obrigatoria: bool = False
) -> Pergunta:
    return Pergunta(chave, pergunta, Especie.TEXTO, padrao, ajuda, obrigatoria=obrigatoria)


def linhas(chave: str, pergunta: str, *, ajuda: str = "") -> Pergunta:
    return Pergunta(chave, pergunta, Especie.LINHAS, [], ajuda, obrigatoria=False)
