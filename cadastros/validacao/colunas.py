"""Que coluna do arquivo é qual do leiaute: pelo título, pela posição ou pelo que há nela.

É sempre um palpite: a pessoa o vê, e pode trocá-lo, antes de o arquivo ser conferido.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cadastros.validacao.celulas import email_valido
from cadastros.validacao.entrada import Folha
from cadastros.validacao.leiautes import PERFIS, UFS, Coluna, Leiaute
from cadastros.validacao.tipos import comparavel
from seicidades.comum.digitos import conferir_cnpj, conferir_cpf
from seicidades.comum.formatos import sem_acentos, so_digitos

PROCURA_DO_CABECALHO = 15
AMOSTRA = 200
# Fração da amostra que precisa ter a cara da coluna.
BASTANTE = 0.8
_ENTRE_PARENTESES = re.compile(r"\([^)]*\)")
_NUMERO_NA_FRENTE = re.compile(r"^\d+")
_SITE = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_TELEFONE = re.compile(r"\(?\d{2}\)?[ .-]?\d{4,5}[ .-]?\d{4}|\d{4,5}-\d{4}")
_CEP = re.compile(r"\d{2}\.?\d{3}-\d{3}")
_PERFIS = frozenset(map(comparavel, PERFIS))
_SIM_OU_NAO = frozenset({"s", "n", "sim", "nao", "não"})


@dataclass(frozen=True)
class Escolha:
    """Como ler o arquivo.

    Args:
        folha: a posição da aba, a partir de 0.
        cabecalho: o número da linha do cabeçalho; 0, se não há.
        colunas: campo do leiaute → posição da coluna no arquivo, a partir de 0.
        padroes: campo → valor de todas as linhas, quando o arquivo não traz a coluna.
    """

    folha: int = 0
    cabecalho: int = 0
    colunas: Mapping[str, int] = field(default_factory=dict)
    padroes: Mapping[str, str] = field(default_factory=dict)

    def para_json(self) -> dict:
        return {
            "folha": self.folha,
            "cabecalho": self.cabecalho,
            "colunas": dict(self.colunas),
            "padroes": dict(self.padroes),
        }


@dataclass(frozen=True)
class Palpite:
    """A escolha proposta; `certo`, se nada precisa ser perguntado antes de conferir."""

    escolha: Escolha
    certo: bool


def chave_do_titulo(titulo: str) -> str:
    """ "2-siglaUnidade" e "Sigla Unidade (até 30)" viram "siglaunidade"."""
    limpo = sem_acentos(_ENTRE_PARENTESES.sub("", titulo)).lower()
    letras = "".join(letra for letra in limpo if letra.isalnum())
    return _NUMERO_NA_FRENTE.sub("", letras)


def titulos_conhecidos(leiaute: Leiaute) -> dict[str, str]:
    """Chave de título → campo; o cabeçalho publicado vale mais que os apelidos."""
    conhecidos: dict[str, str] = {}
    for coluna in leiaute.colunas:
        for chave in (chave_do_titulo(coluna.cabecalho), chave_do_titulo(coluna.rotulo)):
            conhecidos[chave] = coluna.campo
    for coluna in leiaute.colunas:
        for apelido in coluna.apelidos.split():
            conhecidos.setdefault(apelido, coluna.campo)
    return conhecidos


def adivinhar(
    folhas: Sequence[Folha],
    leiaute: Leiaute,
    *,
    padroes: Mapping[str, str] | None = None,
    siglas: Collection[str] = (),
    folha: int | None = None,
    cabecalho: int | None = None,
) -> Palpite:
    """O melhor palpite.

    Args:
        padroes: valor sugerido para colunas que o arquivo não traga.
        siglas: das unidades já gravadas; ajudam a achar a coluna da unidade.
        folha, cabecalho: se a pessoa já os disse.
    """
    if folha is None:
        folha = max(range(len(folhas)), key=lambda i: _pontos(folhas[i], leiaute), default=0)
    escolhida = folhas[folha]
    if cabecalho is None:
        cabecalho = _achar_cabecalho(escolhida, leiaute)
    titulos = titulos_de(escolhida, cabecalho)
    colunas = _pela_posicao(escolhida, titulos, leiaute)
    certo = colunas is not None
    if colunas is None:
        colunas = _pelos_titulos(titulos, leiaute)
        _pelo_conteudo(colunas, escolhida, cabecalho, leiaute, siglas)
    sugeridos = {c.campo: c.padrao for c in leiaute.colunas} | dict(padroes or {})
    usados = {c: v for c, v in sugeridos.items() if c not in colunas and v}
    return Palpite(Escolha(folha, cabecalho, colunas, usados), certo)


def titulos_de(folha: Folha, cabecalho: int) -> list[str]:
    return list(folha.linhas.get(cabecalho, ()))


def amostra_de(folha: Folha, cabecalho: int, quantas: int = AMOSTRA) -> list[list[str]]:
    """As primeiras linhas de dados."""
    achadas = []
    for numero, celulas in folha.linhas.items():
        if numero > cabecalho and any(celulas):
            achadas.append(celulas)
            if len(achadas) == quantas:
                break
    return achadas


def _primeiras(folha: Folha) -> list[tuple[int, list[str]]]:
    primeiras = []
    for numero, celulas in folha.linhas.items():
        if any(celulas):
            primeiras.append((numero, celulas))
            if len(primeiras) == PROCURA_DO_CABECALHO:
                break
    return primeiras


def _conta(celulas: Iterable[str], conhecidos: Mapping[str, str]) -> int:
    return len({conhecidos[c] for c in map(chave_do_titulo, celulas) if c in conhecidos})


def _pontos(folha: Folha, leiaute: Leiaute) -> tuple[int, int]:
    conhecidos = titulos_conhecidos(leiaute)
    melhores = [_conta(celulas, conhecidos) for _, celulas in _primeiras(folha)]
    return max(melhores, default=0), min(len(folha.linhas), 2)


def _achar_cabecalho(folha: Folha, leiaute: Leiaute) -> int:
    """A linha do começo com mais títulos conhecidos; sem nenhuma, a primeira que não é dado."""
    conhecidos = titulos_conhecidos(leiaute)
    primeiras = _primeiras(folha)
    melhor = max(primeiras, key=lambda p: _conta(p[1], conhecidos), default=None)
    if melhor is None:
        return 0
    if _conta(melhor[1], conhecidos) >= 2:
        return melhor[0]
    numero, celulas = primeiras[0]
    largura_certa = len(celulas) == len(leiaute.colunas)
    return numero if largura_certa or not _parece_dado(celulas) else 0


def _parece_dado(celulas: Iterable[str]) -> bool:
    return any(email_valido(c) or c.isdigit() or _eh_cpf(c) or _CEP.fullmatch(c) for c in celulas)


def _pela_posicao(folha: Folha, titulos: list[str], leiaute: Leiaute) -> dict[str, int] | None:
    """Arquivo já no leiaute: tantas colunas quantas ele tem e nenhum título fora do lugar."""
    largura = len(titulos) or max((len(c) for _, c in _primeiras(folha)), default=0)
    if largura != len(leiaute.colunas):
        return None
    conhecidos = titulos_conhecidos(leiaute)
    for coluna, titulo in zip(leiaute.colunas, titulos, strict=False):
        if conhecidos.get(chave_do_titulo(titulo), coluna.campo) != coluna.campo:
            return None
    return {coluna.campo: coluna.posicao for coluna in leiaute.colunas}


def _pelos_titulos(titulos: Iterable[str], leiaute: Leiaute) -> dict[str, int]:
    """De dois títulos para o mesmo campo, vale o primeiro."""
    conhecidos = titulos_conhecidos(leiaute)
    colunas: dict[str, int] = {}
    for posicao, titulo in enumerate(titulos):
        if campo := conhecidos.get(chave_do_titulo(titulo)):
            colunas.setdefault(campo, posicao)
    return colunas


# Pelo conteúdo


def _eh_cpf(texto: str) -> bool:
    """Também o que perdeu na planilha os zeros da frente: os dígitos verificadores o provam."""
    digitos = so_digitos(texto)
    return 9 <= len(digitos) <= 11 and len(texto) <= 14 and conferir_cpf(digitos.zfill(11)).valido


_CARAS: Mapping[str, Callable[[str], object]] = {
    "cpf": _eh_cpf,
    "email": email_valido,
    "cnpj": lambda t: len(t) >= 14 and conferir_cnpj(t).valido,
    "cep": _CEP.fullmatch,
    "uf": lambda t: t.upper() in UFS,
    "perfil": lambda t: comparavel(t) in _PERFIS,
    "usa_endereco_do_orgao": lambda t: t.lower() in _SIM_OU_NAO,
    "site": _SITE.match,
    "telefone": _TELEFONE.fullmatch,
}


def _pelo_conteudo(
    colunas: dict[str, int],
    folha: Folha,
    cabecalho: int,
    leiaute: Leiaute,
    siglas: Collection[str],
) -> None:
    """Completa o que os títulos não disseram."""
    amostra = amostra_de(folha, cabecalho)
    por_coluna = _colunas_da_amostra(amostra)
    for coluna in leiaute.colunas:
        cara = _CARAS.get(coluna.campo)
        if cara and coluna.campo not in colunas:
            _marcar(colunas, coluna, por_coluna, cara)
    if leiaute.por_campo.get("unidade") and siglas:
        conhecidas = frozenset(map(comparavel, siglas))
        _marcar(
            colunas,
            leiaute.por_campo["unidade"],
            por_coluna,
            lambda t: comparavel(t) in conhecidas,
        )
    if leiaute.por_campo.get("superior") and "sigla" in colunas:
        das_linhas = frozenset(map(comparavel, por_coluna.get(colunas["sigla"], ())))
        _marcar(
            colunas,
            leiaute.por_campo["superior"],
            por_coluna,
            lambda t: comparavel(t) in das_linhas,
        )


def _colunas_da_amostra(amostra: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    largura = max(map(len, amostra), default=0)
    return {i: [c[i] for c in amostra if i < len(c) and c[i]] for i in range(largura)}


def _marcar(
    colunas: dict[str, int],
    coluna: Coluna,
    por_coluna: Mapping[int, list[str]],
    cara: Callable[[str], object],
) -> None:
    """A coluna livre que mais tem essa cara, se é bastante."""
    if coluna.campo in colunas:
        return
    livres = por_coluna.keys() - set(colunas.values())
    fracoes = {
        i: sum(bool(cara(t)) for t in por_coluna[i]) / len(por_coluna[i])
        for i in sorted(livres)
        if por_coluna[i]
    }
    melhor = max(fracoes, key=lambda i: fracoes[i], default=None)
    if melhor is not None and fracoes[melhor] >= BASTANTE:
        colunas[coluna.campo] = melhor
