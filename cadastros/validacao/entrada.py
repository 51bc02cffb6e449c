"""Do arquivo, de que formato for, às folhas de células em texto. Não sabe de colunas."""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from cadastros.validacao.tipos import Problema, aviso, erro
from seicidades.comum.ods import ler_abas_ods, parece_ods
from seicidades.comum.planilhas import Aba, Limites, Mescla, ler_abas
from seicidades.comum.tabela_csv import ArquivoRecusado

LIMITE_DE_LINHAS = 100_000
LIMITES = Limites(linhas=LIMITE_DE_LINHAS + 50, colunas=120, celulas=1_700_000)
SEPARADORES = (",", ";", "\t")
COMO_SALVAR = "Salve a planilha como XLSX, ODS ou “CSV UTF-8” e envie o novo arquivo."
# Começo de arquivos que as pessoas costumam enviar no lugar da planilha.
ASSINATURAS = (
    (b"\xd0\xcf\x11\xe0", "uma planilha antiga do Excel (XLS)"),
    (b"%PDF", "um PDF"),
    (b"\xff\xfe", "um texto em UTF-16"),
    (b"\xfe\xff", "um texto em UTF-16"),
)
DIZ_O_SEPARADOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
# Em planilha, um apóstrofo na frente só quer dizer "isto é texto".
TEXTO_FORCADO = re.compile(r"'(?=[=+@-])")


@dataclass(frozen=True)
class Folha:
    """Uma aba, ou o CSV inteiro. Linhas numeradas como a planilha as mostra, a partir de 1."""

    nome: str
    linhas: Mapping[int, list[str]]
    mesclas: tuple[Mescla, ...] = ()
    de_texto: bool = True  # CSV e colado: cada linha tem o comprimento que lhe deram

    @cached_property
    def titulos(self) -> frozenset[int]:
        """Linhas em que só há uma célula, mesclada de um lado a outro."""
        de_lado = {(de[0], de[1]) for de, ate in self.mesclas if de[0] == ate[0] and de[1] < ate[1]}
        return frozenset(
            numero
            for numero, esquerda in de_lado
            if [i for i, celula in enumerate(self.linhas.get(numero, ())) if celula] == [esquerda]
        )


@dataclass(frozen=True)
class Entrada:
    """O que se conseguiu abrir; sem folhas, os problemas dizem por quê."""

    folhas: tuple[Folha, ...]
    problemas: tuple[Problema, ...] = ()


def abrir(conteudo: bytes, colunas: int) -> Entrada:
    """Abre CSV, texto colado, XLSX ou ODS.

    Args:
        colunas: quantas tem o leiaute; ajuda a achar o separador.
    """
    if conteudo.startswith(b"PK"):
        return _abrir_planilha(conteudo)
    if problema := _nao_eh_texto(conteudo):
        return Entrada((), (problema,))
    texto, problemas = _decodificar(conteudo)
    texto, separador = _separar(texto, colunas)
    if separador == ";":
        problemas.append(_aviso_do_separador())
    try:
        linhas = dict(_linhas(texto, separador))
    except _AspasAbertas as aspas:
        return Entrada((), (*problemas, _erro_de_aspas(aspas)))
    return Entrada((Folha("", linhas),), tuple(problemas))


def _abrir_planilha(conteudo: bytes) -> Entrada:
    ler = ler_abas_ods if parece_ods(conteudo) else ler_abas
    try:
        abas = ler(conteudo, LIMITES)
    except ArquivoRecusado as recusa:
        return Entrada((), tuple(erro(p.codigo, p.motivo, p.saida) for p in recusa.problemas))
    return Entrada(tuple(map(_folha, abas)))


def _folha(aba: Aba) -> Folha:
    linhas = {n: [limpar(em_texto(c)) for c in celulas] for n, celulas in aba.linhas.items()}
    return Folha(aba.nome, linhas, aba.mesclas, de_texto=False)


def em_texto(celula: object) -> str:
    """Como a célula se lê: número inteiro sem ",0", data dd/mm/aaaa, lógico como Sim ou Não."""
    if celula is None:
        return ""
    if isinstance(celula, bool):
        return "Sim" if celula else "Não"
    if isinstance(celula, float):
        return str(int(celula)) if math.isfinite(celula) and celula.is_integer() else str(celula)
    if isinstance(celula, datetime | date):
        return f"{celula:%d/%m/%Y}"
    return str(celula)


def limpar(celula: str) -> str:
    """Sem espaços nas pontas, duros nem apóstrofo de planilha; composta (NFC)."""
    celula = celula.strip()
    if not celula.isascii():
        celula = unicodedata.normalize("NFC", celula.replace("\xa0", " ")).strip()
    return TEXTO_FORCADO.sub("", celula, count=1) if celula.startswith("'") else celula


def _nao_eh_texto(conteudo: bytes) -> Problema | None:
    for assinatura, nome in ASSINATURAS:
        if conteudo.startswith(assinatura):
            return erro("formato", f"O arquivo é {nome}, que não se lê aqui.", COMO_SALVAR)
    if b"\x00" in conteudo:
        return erro("formato", "O arquivo não é um texto: tem bytes nulos.", COMO_SALVAR)
    return None


def _decodificar(conteudo: bytes) -> tuple[str, list[Problema]]:
    try:
        return conteudo.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _de_windows(conteudo), [
            aviso(
                "codificacao",
                "O arquivo não está em UTF-8; foi lido como Latin-1.",
                "Confira os acentos abaixo. Se estiverem errados, salve como “CSV UTF-8”.",
            )
        ]


def _de_windows(conteudo: bytes) -> str:
    """O "Latin-1" das planilhas é o do Windows, que tem travessão e aspas curvas."""
    try:
        return conteudo.decode("cp1252")
    except UnicodeDecodeError:
        return conteudo.decode("latin-1")


def _separar(texto: str, colunas: int) -> tuple[str, str]:
    """O texto sem a linha "sep=", se houver, e o separador das células."""
    if dito := DIZ_O_SEPARADOR.match(texto):
        return texto[dito.end() :], dito[1]
    for separador in SEPARADORES:
        if colunas in {len(c) for c in _comeco(texto, separador)}:
            return texto, separador
    comeco = texto[:2000]
    return texto, max(SEPARADORES, key=comeco.count)


def _comeco(texto: str, separador: str, quantas: int = 5) -> Iterator[list[str]]:
    leitor = csv.reader(io.StringIO(texto, newline=""), delimiter=separador)
    try:
        for _, celulas in zip(range(quantas), leitor, strict=False):
            yield celulas
    except csv.Error:
        return


class _AspasAbertas(Exception):
    def __init__(self, linha: int, motivo: str):
        super().__init__(motivo)
        self.linha, self.motivo = linha, motivo


def _linhas(texto: str, separador: str) -> Iterator[tuple[int, list[str]]]:
    """Até uma além do limite, para que se saiba que passou."""
    leitor = csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True)
    limpar_celula = str.strip if _so_falta_aparar(texto) else limpar
    numero = 0
    try:
        for numero, celulas in enumerate(leitor, start=1):
            if numero > LIMITE_DE_LINHAS + 50:
                return
            yield numero, list(map(limpar_celula, celulas))
    except csv.Error as motivo:
        raise _AspasAbertas(numero + 1, str(motivo)) from motivo


def _so_falta_aparar(texto: str) -> bool:
    """Se `limpar` só tiraria espaços das pontas; perguntado uma vez, do texto inteiro."""
    return "'" not in texto and "\xa0" not in texto and unicodedata.is_normalized("NFC", texto)


def _aviso_do_separador() -> Problema:
    return aviso(
        "separador",
        "As colunas estão separadas por ponto e vírgula; o SEI lê vírgula.",
        "Nada a fazer aqui: o arquivo que geramos para o SEI já sai com vírgula.",
    )


def _erro_de_aspas(aspas: _AspasAbertas) -> Problema:
    if "field larger" in aspas.motivo:
        mensagem = "Uma célula é grande demais: as aspas de um texto não foram fechadas."
    else:
        mensagem = "As aspas de alguma célula não fecham, e dali em diante nada se separa."
    saida = 'Procure uma aspa sozinha (") num nome ou endereço e apague-a.'
    return erro("aspas", mensagem, saida, aspas.linha)
