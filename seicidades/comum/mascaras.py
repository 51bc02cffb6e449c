"""Máscaras de numeração do SEI: o formato que cada instalação dá aos seus processos.

Uma máscara mistura texto e variáveis entre arrobas, como na tela do órgão no SEI:

    @cod_unidade_sei_05d@.@seq_anual_cod_unidade_sei_06d@/@ano_4d@-@dv_mod11_executivo_federal_2d@

Python puro. Compilada, a máscara lê um número em partes, escreve um número e
confere os dígitos das contas que conhecemos; as outras contas, não adivinha.

Fonte: ajuda da tela Órgãos do SEI e manual de administração do PEN.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from seicidades.comum.digitos import (
    FORMATO_ERRADO,
    SEM_CONFERENCIA,
    Conferencia,
    digitos_do_cnj,
    digitos_do_processo,
)
from seicidades.comum.formatos import so_digitos

MAIOR_NUMERO = 50
LARGURA_LIVRE = 10  # a variável sem tamanho aceita de um a dez algarismos

NUP_FEDERAL = (
    "@cod_unidade_sei_05d@.@seq_anual_cod_unidade_sei_06d@/@ano_4d@-@dv_mod11_executivo_federal_2d@"
)
# Deduzida de números publicados no Diário Oficial; o Estado não divulga a sua.
ESTADO_DE_SAO_PAULO = (
    "@cod_orgao_sei_03d@.@seq_anual_cod_orgao_sei_08d@/@ano_4d@-@dv_mod11_executivo_federal_2d@"
)
NIPE_DE_SAO_PAULO = (
    "35.@cod_orgao_sei_03d@@cod_unidade_sei_03d@.@seq_anual_cod_unidade_sei_06d@"
    "/@ano_4d@-@dv_mod11_executivo_federal_2d@"
)
TRF4 = "@seq_anual_cod_orgao_sip_07d@-@dv_mod97_base10_cnj_2d@.@ano_4d@.4.04.8000"
PADRAO_DO_SEI = "@ano_2d@.@cod_orgao_sip@.@seq_anual_cod_orgao_sip_09d@-@dv_mod11_1d@"

_VARIAVEL = re.compile(r"@([^@\s]*)@")
_CODIGO = re.compile(r"(seq_anual_)?cod_(orgao|unidade)_(?:sip|sei)(?:_0([0-9]{1,2})d)?")
_ANO = re.compile(r"ano_([24])d")
_TEXTO_ACEITO = re.compile(r"[0-9A-Z./-]*")

# None: o SEI oferece a conta, mas não temos número publicado que a confirme.
CONTAS: dict[str, Callable[[str], str] | None] = {
    "dv_mod11_executivo_federal_2d": digitos_do_processo,
    "dv_mod97_base10_cnj_2d": digitos_do_cnj,
    "dv_mod11_1d": None,
    "dv_mod97_base10_executivo_federal_2d": None,
    "dv_mod97_base10_cnmp_2d": None,
}
ROTULOS = {
    "orgao": "código do órgão",
    "unidade": "código da unidade",
    "sequencial": "sequencial do ano",
    "ano": "ano",
    "dv": "dígito verificador",
}


class MascaraInvalida(ValueError):
    """A máscara não pode ser usada; `posicao` conta a partir de 1."""

    def __init__(self, motivo: str, posicao: int):
        super().__init__(motivo)
        self.posicao = posicao


@dataclass(frozen=True)
class Parte:
    """Um pedaço da máscara: texto fixo, ou uma variável com nome e largura."""

    texto: str = ""
    nome: str = ""
    minimo: int = 0
    maximo: int = 0

    @property
    def padrao(self) -> str:
        if not self.nome:
            return re.escape(self.texto)
        return f"(?P<{self.nome}>[0-9]{{{self.minimo},{self.maximo}}})"

    @property
    def padrao_sem_sinais(self) -> str:
        return self.padrao if self.nome else re.sub(r"[./-]", "", self.texto)

    @property
    def so_sinais(self) -> bool:
        return not self.nome and not self.padrao_sem_sinais

    @property
    def rotulo(self) -> str:
        return ROTULOS.get(self.nome, "texto fixo")

    @property
    def largura_escrita(self) -> str:
        if not self.nome:
            return "sempre igual"
        if self.minimo != self.maximo:
            return f"de {self.minimo} a {self.maximo} algarismos"
        return f"{self.minimo} algarismo{'s' if self.minimo > 1 else ''}"

    def escrever(self, valor: int | str) -> str:
        """O valor com zeros à esquerda.

        Raises:
            ValueError: se não couber na largura.
        """
        escrito = str(valor).zfill(self.minimo)
        if not re.fullmatch(self.padrao, escrito):
            raise ValueError(f"{self.rotulo}: {valor} não cabe em {self.maximo} algarismos.")
        return escrito


@dataclass(frozen=True)
class Mascara:
    """Uma máscara compilada; nasce de `compilar`."""

    texto: str
    partes: tuple[Parte, ...]
    conta: Callable[[str], str] | None = None

    @cached_property
    def _exata(self) -> re.Pattern:
        return re.compile("".join(p.padrao for p in self.partes))

    @cached_property
    def _sem_sinais(self) -> re.Pattern | None:
        """O mesmo número sem pontos, barras e traços; só quando toda largura é fixa."""
        if any(p.minimo != p.maximo for p in self.partes):
            return None
        return re.compile("".join(p.padrao_sem_sinais for p in self.partes))

    def ler(self, numero: str) -> dict[str, str] | None:
        """As partes por nome; None se o número não segue a máscara.

        Aceita o número inteiro sem sinais. Sinais trocados não: o mesmo tanto de
        algarismos pode ser um número de outra instalação.
        """
        numero = re.sub(r"\s", "", numero).upper()
        lido = self._exata.fullmatch(numero)
        if lido is None and self._sem_sinais:
            lido = self._sem_sinais.fullmatch(numero)
        return lido.groupdict() if lido else None

    def normalizar(self, numero: str) -> str:
        """O número como a máscara o escreve; o que não a segue fica como está."""
        lido = self.ler(numero)
        return self._juntar(lido) if lido else numero

    def formatar(self, **valores: int | str) -> str:
        """Escreve um número; sem `dv`, faz a conta, ou põe zeros se não a conhecemos.

        Raises:
            ValueError: se um valor falta ou não cabe.
        """
        escritos = {}
        for parte in self.partes:
            if parte.nome and parte.nome != "dv":
                if parte.nome not in valores:
                    raise ValueError(f"Falta {parte.rotulo}.")
                escritos[parte.nome] = parte.escrever(valores[parte.nome])
        escritos["dv"] = str(valores.get("dv", self._calcular(escritos) or self._zeros_do_dv()))
        return self._juntar(escritos)

    def conferir(self, numero: str) -> Conferencia:
        """Confere formato e dígitos; sem conta conhecida, só o formato."""
        lido = self.ler(numero)
        if lido is None:
            return FORMATO_ERRADO
        esperados = self._calcular(lido)
        if not esperados:
            return SEM_CONFERENCIA
        return Conferencia(lido["dv"] == esperados, esperados)

    def exemplo(self, ano: int = 2026) -> str:
        """Um número possível, para mostrar o formato a quem preenche."""
        valores = {p.nome: 1 for p in self.partes if p.nome and p.nome != "dv"}
        largura = next((p.maximo for p in self.partes if p.nome == "ano"), 4)
        return self.formatar(**valores | {"ano": str(ano)[-largura:]})

    @property
    def faz_conta(self) -> bool:
        """Se há dígito verificador e sabemos como ele se calcula."""
        return self.conta is not None

    def com_digitos(self, numero: str, digitos: str) -> str:
        """O mesmo número com outros dígitos verificadores."""
        lido = self.ler(numero)
        return self._juntar(lido | {"dv": digitos}) if lido else numero

    def _juntar(self, valores: dict[str, str]) -> str:
        return "".join(valores[p.nome] if p.nome else p.texto for p in self.partes)

    def _calcular(self, valores: dict[str, str]) -> str:
        """Os dígitos pela conta da máscara, sobre todos os outros algarismos, em ordem."""
        if self.conta is None:
            return ""
        return self.conta(so_digitos(self._juntar(valores | {"dv": ""})))

    def _zeros_do_dv(self) -> str:
        return "0" * next((p.maximo for p in self.partes if p.nome == "dv"), 0)


@lru_cache(maxsize=256)
def compilar(texto: str) -> Mascara:
    """Lê uma máscara do SEI.

    Raises:
        MascaraInvalida: com o que está errado e em que posição.
    """
    texto = "".join(texto.split())
    if not texto:
        raise MascaraInvalida("A máscara está vazia. Copie a do órgão, na administração do SEI.", 1)
    contas, partes = [], []
    for posicao, trecho in _trechos(texto):
        parte = _ler_trecho(trecho, posicao)
        if parte.nome and any(p.nome == parte.nome for p in partes):
            raise MascaraInvalida(
                f"{trecho}, na posição {posicao}, repete o {parte.rotulo}. Deixe só uma vez.",
                posicao,
            )
        partes.append(parte)
        contas += [CONTAS[trecho.strip("@")]] if parte.nome == "dv" else []
    _conferir_conjunto(partes)
    return Mascara(texto, tuple(partes), contas[0] if contas else None)


def _trechos(texto: str) -> Iterator[tuple[int, str]]:
    """Variáveis e textos entre elas, cada um com a sua posição."""
    inicio = 0
    for variavel in _VARIAVEL.finditer(texto):
        if variavel.start() > inicio:
            yield inicio + 1, texto[inicio : variavel.start()]
        yield variavel.start() + 1, variavel.group()
        inicio = variavel.end()
    if inicio < len(texto):
        yield inicio + 1, texto[inicio:]


def _ler_trecho(trecho: str, posicao: int) -> Parte:
    if _VARIAVEL.fullmatch(trecho):
        return _ler_variavel(trecho, posicao)
    if "@" in trecho:
        onde = posicao + trecho.index("@")
        raise MascaraInvalida(
            f"Na posição {onde} há uma arroba sem par. Cada variável começa e termina com @.", onde
        )
    fixo = trecho.upper()
    aceito = _TEXTO_ACEITO.match(fixo).end()
    if aceito < len(fixo):
        onde = posicao + aceito
        raise MascaraInvalida(
            f"«{trecho[aceito]}», na posição {onde}, não cabe em número de processo. "
            "Fora das variáveis, use letras sem acento, algarismos, ponto, barra e traço.",
            onde,
        )
    return Parte(texto=fixo)


def _ler_variavel(trecho: str, posicao: int) -> Parte:
    tag = trecho.strip("@")
    if tag in CONTAS:
        largura = int(tag[-2])
        return Parte(nome="dv", minimo=largura, maximo=largura)
    if ano := _ANO.fullmatch(tag):
        return Parte(nome="ano", minimo=int(ano[1]), maximo=int(ano[1]))
    if codigo := _CODIGO.fullmatch(tag):
        sequencial, dono, largura = codigo.groups()
        if largura and 2 <= int(largura) <= LARGURA_LIVRE:
            nome = "sequencial" if sequencial else dono
            return Parte(nome=nome, minimo=int(largura), maximo=int(largura))
        if not largura and not sequencial:
            return Parte(nome=dono, minimo=1, maximo=LARGURA_LIVRE)
    raise MascaraInvalida(
        f"O SEI não tem a variável {trecho}, na posição {posicao}. Confira o nome e o tamanho na "
        "ajuda do campo Formato da Numeração, na tela do órgão.",
        posicao,
    )


def _conferir_conjunto(partes: list[Parte]) -> None:
    if not any(p.nome == "sequencial" for p in partes):
        raise MascaraInvalida(
            "Falta o sequencial: sem uma variável que comece com @seq_anual_, todos os processos "
            "teriam o mesmo número.",
            1,
        )
    if sum(p.maximo or len(p.texto) for p in partes) > MAIOR_NUMERO:
        raise MascaraInvalida(
            f"Com esta máscara o número passaria de {MAIOR_NUMERO} caracteres. "
            "Confira os tamanhos das variáveis.",
            1,
        )
