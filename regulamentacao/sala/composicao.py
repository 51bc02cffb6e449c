"""Das respostas e das edições ao decreto, artigo por artigo. Sem banco."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regulamentacao.assuntos import POR_CHAVE
from regulamentacao.sala.modelo import Bloco
from regulamentacao.sala.partes import Parte, numeradas, texto_editavel
from seicidades.documentos.redacao.diferencas import Linha, diferencas


@dataclass(frozen=True, slots=True)
class Trecho:
    """Um bloco já preenchido, na ordem do decreto.

    Args:
        linhas: (classe, texto com o número), como no papel.
    """

    chave: str
    base: str
    partes: tuple[Parte, ...]
    perguntas: tuple[tuple[str, str], ...] = ()
    editado: bool = False
    linhas: tuple[tuple[str, str], ...] = ()

    @property
    def assunto(self) -> str:
        return self.chave.split(".")[0]

    @property
    def classe(self) -> str:
        return self.partes[0].classe

    @property
    def e_artigo(self) -> bool:
        return self.classe == "artigo"

    @property
    def editavel(self) -> bool:
        return self.classe in ("artigo", "ementa", "preambulo")

    @property
    def rotulo(self) -> str:
        """Como se cita: "Art. 12"; fora dos artigos, o nome da parte."""
        if self.classe == "capitulo":
            titulo = self.partes[0].texto
            return f"{self.linhas[0][1].removesuffix(titulo).strip()} – {titulo}"
        if self.e_artigo:
            return " ".join(self.linhas[0][1].split(" ")[:2]).rstrip(".")
        return _NOMES.get(self.classe, "")

    @property
    def base_dita(self) -> str:
        if self.base:
            return f"Base: {self.base}"
        return "Nenhuma norma o exige: é a prática dos municípios." if self.e_artigo else ""

    @property
    def texto(self) -> str:
        return texto_editavel(self.partes)

    @property
    def ancora(self) -> str:
        return self.chave.replace(".", "-")

    def em_dados(self) -> dict[str, Any]:
        """O que se guarda numa versão."""
        return {
            "chave": self.chave,
            "base": self.base,
            "partes": [[p.classe, p.texto] for p in self.partes],
            "perguntas": [list(p) for p in self.perguntas],
            "editado": self.editado,
        }


_NOMES = {"ementa": "Ementa", "preambulo": "Preâmbulo", "epigrafe": "Epígrafe"}


def assunto_da(chave: str) -> str:
    """De que trata o trecho, em palavras, mesmo que ele já não esteja no texto."""
    codigo, _, nome = chave.partition(".")
    return POR_CHAVE[codigo].titulo if codigo in POR_CHAVE else _NOMES.get(nome, "Abertura e fecho")


def compor(
    blocos: Iterable[Bloco],
    dados: Mapping[str, Any],
    edicoes: Mapping[str, tuple[Parte, ...]],
) -> list[Trecho]:
    """O decreto inteiro: só os trechos que cabem, e capítulo que ficou vazio não sai."""
    trechos = []
    for bloco in blocos:
        if partes := bloco.preencher(dados):
            editado = bloco.chave in edicoes
            partes = edicoes.get(bloco.chave, partes)
            trechos.append(Trecho(bloco.chave, bloco.base, partes, bloco.perguntas, editado))
    return numerar_trechos(_sem_capitulo_vazio(trechos))


def ler_trechos(dados: Iterable[Mapping[str, Any]]) -> list[Trecho]:
    """Os trechos de uma versão guardada."""
    return numerar_trechos(
        Trecho(
            um["chave"],
            um["base"],
            tuple(Parte(*parte) for parte in um["partes"]),
            tuple(tuple(p) for p in um["perguntas"]),
            um["editado"],
        )
        for um in dados
    )


def numerar_trechos(trechos: Iterable[Trecho]) -> list[Trecho]:
    trechos = list(trechos)
    todas = iter(numeradas(p for trecho in trechos for p in trecho.partes))
    return [_com_linhas(trecho, todas) for trecho in trechos]


def _com_linhas(trecho: Trecho, textos: Iterator[str]) -> Trecho:
    linhas = tuple((parte.classe, next(textos)) for parte in trecho.partes)
    return Trecho(
        trecho.chave, trecho.base, trecho.partes, trecho.perguntas, trecho.editado, linhas
    )


def _sem_capitulo_vazio(trechos: list[Trecho]) -> Iterator[Trecho]:
    for trecho, seguinte in zip(trechos, [*trechos[1:], None], strict=True):
        vazio = seguinte is None or not seguinte.e_artigo
        if trecho.classe != "capitulo" or not vazio:
            yield trecho


def artigos_do_assunto(trechos: Iterable[Trecho]) -> dict[str, list[Trecho]]:
    """Assunto → artigos que tratam dele, na ordem."""
    achados: dict[str, list[Trecho]] = {}
    for trecho in trechos:
        if trecho.e_artigo:
            achados.setdefault(trecho.assunto, []).append(trecho)
    return achados


# --- De uma versão para outra


@dataclass(frozen=True, slots=True)
class Mudanca:
    """O que houve com um trecho entre duas versões: entrou, saiu ou mudou."""

    situacao: str
    rotulo_antes: str
    rotulo_depois: str
    linhas: tuple[Linha, ...]


def comparar(antes: Iterable[Trecho], depois: Iterable[Trecho]) -> list[Mudanca]:
    """Só o que mudou. Um artigo que apenas trocou de número não mudou."""
    velhos, novos = {t.chave: t for t in antes}, {t.chave: t for t in depois}
    chaves = [c for c in velhos if c not in novos] + list(novos)
    mudancas = []
    for chave in chaves:
        velho, novo = velhos.get(chave), novos.get(chave)
        linhas = diferencas(velho.texto if velho else "", novo.texto if novo else "")
        if linhas:
            mudancas.append(_mudanca(velho, novo, tuple(linhas)))
    return mudancas


def _mudanca(velho: Trecho | None, novo: Trecho | None, linhas: tuple[Linha, ...]) -> Mudanca:
    situacao = "entrou" if velho is None else "saiu" if novo is None else "mudou"
    rotulos = [t.rotulo or t.texto[:60] if t else "" for t in (velho, novo)]
    return Mudanca(situacao, *rotulos, linhas)
