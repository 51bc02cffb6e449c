"""Consertos seguros: os que o próprio arquivo prova, sem adivinhar o que a pessoa quis dizer.

Nenhum se aplica sozinho: são mostrados antes, célula por célula.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from cadastros.validacao.celulas import CONTROLE, email_valido
from cadastros.validacao.conhecidas import Conhecidas
from cadastros.validacao.leiautes import PERFIS, UFS, UNIDADE_GLOBAL, Leiaute
from cadastros.validacao.tipos import Linha, Menda, comparavel
from seicidades.comum.digitos import conferir_cpf
from seicidades.comum.formatos import sem_acentos

# O que o SEI não guarda e tem equivalente no teclado comum.
TROCAS = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "€": "EUR",
        "•": "-",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\ufeff": None,
        "\u2060": None,
        "\xad": None,
        "\u2009": " ",
        "\u202f": " ",
    }
)
SIM, NAO = frozenset({"s", "sim"}), frozenset({"n", "nao"})
MENOR_CPF = 8
_BRANCOS = re.compile(r"\s+")
_ENTRE_SINAIS = re.compile(r"<([^<>]+)>\s*$")
_PERFIS = {comparavel(p): p for p in PERFIS}
_PERFIS_SEM_ACENTO = {sem_acentos(p).casefold(): p for p in PERFIS}
_ESTADOS = {
    "acre": "AC", "alagoas": "AL", "amapa": "AP", "amazonas": "AM", "bahia": "BA",
    "ceara": "CE", "distrito federal": "DF", "espirito santo": "ES", "goias": "GO",
    "maranhao": "MA", "mato grosso": "MT", "mato grosso do sul": "MS", "minas gerais": "MG",
    "para": "PA", "paraiba": "PB", "parana": "PR", "pernambuco": "PE", "piaui": "PI",
    "rio de janeiro": "RJ", "rio grande do norte": "RN", "rio grande do sul": "RS",
    "rondonia": "RO", "roraima": "RR", "santa catarina": "SC", "sao paulo": "SP",
    "sergipe": "SE", "tocantins": "TO",
}  # fmt: skip


def mendar_linha(linha: Linha, leiaute: Leiaute) -> Iterator[Menda]:
    """O que se conserta olhando só a linha. Só linha com achados tem o que consertar."""
    yield from mendar_textos(linha, leiaute)
    yield from mendar_formatos(linha, leiaute)


def mendar_textos(linha: Linha, leiaute: Leiaute) -> Iterator[Menda]:
    """Caracteres sem lugar no SEI e quebras de linha, em qualquer coluna."""
    for coluna, valor in zip(leiaute.colunas, linha.celulas, strict=True):
        if not valor or (valor.isascii() and valor.isprintable()):
            continue
        novo = _texto(valor)
        if novo != valor and _cabe_no_latin1(novo) and not CONTROLE.search(novo):
            codigo = "controle" if _cabe_no_latin1(valor) else "latin1"
            yield Menda(codigo, linha.numero, coluna, valor, novo)


def _texto(valor: str) -> str:
    return _BRANCOS.sub(" ", CONTROLE.sub(" ", valor.translate(TROCAS))).strip()


def _cabe_no_latin1(valor: str) -> bool:
    return all(ord(letra) < 256 for letra in valor)


def mendar_formatos(linha: Linha, leiaute: Leiaute) -> Iterator[Menda]:
    """Colunas de formato conhecido: sim ou não, UF, CEP, CPF, e-mail e perfil."""
    for campo, consertar in _POR_CAMPO.items():
        coluna = leiaute.por_campo.get(campo)
        valor = linha.celulas[coluna.posicao] if coluna else ""
        novo = consertar(valor) if valor else None
        if coluna and novo and novo != valor:
            yield Menda(_CODIGOS.get(campo, campo), linha.numero, coluna, valor, novo)


def _sim_ou_nao(valor: str) -> str | None:
    palavra = sem_acentos(valor).casefold()
    return "S" if palavra in SIM else "N" if palavra in NAO else None


def _uf(valor: str) -> str | None:
    maiuscula = valor.upper()
    return maiuscula if maiuscula in UFS else _ESTADOS.get(sem_acentos(valor).casefold())


def _cep(valor: str) -> str | None:
    """Só o que não é dígito muda; o zero do começo que a planilha comeu volta."""
    if any(letra.isalpha() for letra in valor):
        return None
    digitos = "".join(letra for letra in valor if letra.isdigit() and letra.isascii())
    if re.fullmatch(r"\d{5}-?\d{3}", valor) or len(digitos) not in (7, 8):
        return None
    digitos = digitos.zfill(8)
    return f"{digitos[:5]}-{digitos[5:]}"


def _cpf(valor: str) -> str | None:
    """Zeros do começo comidos pela planilha: só voltam se os dígitos verificadores provam."""
    digitos = valor.translate(str.maketrans("", "", ".- "))
    if not (digitos.isascii() and digitos.isdigit() and MENOR_CPF <= len(digitos) < 11):
        return None
    cheio = digitos.zfill(11)
    return cheio if conferir_cpf(cheio).valido else None


def _email(valor: str) -> str | None:
    """Sem "mailto:", nome antes do endereço, espaço de sobra e ponto final."""
    if email_valido(valor):
        return None
    entre_sinais = _ENTRE_SINAIS.search(valor)
    limpo = entre_sinais[1] if entre_sinais else valor
    limpo = limpo.strip(" .;,<>").removeprefix("mailto:").strip()
    return limpo if email_valido(limpo) else None


def _perfil(valor: str) -> str | None:
    return _PERFIS.get(comparavel(valor)) or _PERFIS_SEM_ACENTO.get(sem_acentos(valor).casefold())


_POR_CAMPO: Mapping[str, Callable[[str], str | None]] = {
    "usa_endereco_do_orgao": _sim_ou_nao,
    "uf": _uf,
    "cep": _cep,
    "cpf": _cpf,
    "email": _email,
    "perfil": _perfil,
}
_CODIGOS = {"usa_endereco_do_orgao": "sim_ou_nao"}


def mendar_unidades(
    linhas: Iterable[Linha], leiaute: Leiaute, campo: str, conhecidas: Conhecidas, codigo: str
) -> Iterator[Menda]:
    """Quem escreveu o nome da unidade, ou a sigla com pontos, no lugar da sigla."""
    coluna = leiaute.por_campo[campo]
    for linha in linhas:
        valor = linha.celulas[coluna.posicao]
        if not valor or valor == UNIDADE_GLOBAL or conhecidas.sigla_de(valor) is not None:
            continue
        if certa := conhecidas.parecida(valor):
            yield Menda(codigo, linha.numero, coluna, valor, certa)


def mendar_repetidas(linhas: Iterable[Linha]) -> Iterator[Menda]:
    """Linhas iguais a outra em tudo, fora a sequência: apaga-se a de baixo."""
    vistas: set[tuple[str, ...]] = set()
    for linha in linhas:
        conteudo = tuple(linha.celulas[1:])
        if conteudo in vistas:
            yield Menda("sigla_repetida", linha.numero, None, linha.celulas[2], "")
        vistas.add(conteudo)


def aplicar(
    linhas: Sequence[Linha], mendas: Iterable[Menda], codigos: Collection[str] | None = None
) -> list[Linha]:
    """As linhas com os consertos dos códigos escolhidos; sem dizer, todos."""
    apagadas, trocas = set(), {}
    for menda in mendas:
        if codigos is not None and menda.codigo not in codigos:
            continue
        if menda.coluna is None:
            apagadas.add(menda.linha)
        else:
            trocas.setdefault(menda.linha, {})[menda.coluna.posicao] = menda.depois
    return [
        Linha(linha.numero, _trocadas(linha.celulas, trocas[linha.numero]))
        if linha.numero in trocas
        else linha
        for linha in linhas
        if linha.numero not in apagadas
    ]


def _trocadas(celulas: Sequence[str], trocas: Mapping[int, str]) -> list[str]:
    return [trocas.get(posicao, celula) for posicao, celula in enumerate(celulas)]
