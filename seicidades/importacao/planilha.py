"""Do arquivo à tabela: acha a aba, o cabeçalho e desfaz células mescladas."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO

from seicidades.comum.formatos import lista_e
from seicidades.comum.planilhas import Aba, ler_abas
from seicidades.comum.tabela_csv import (
    ArquivoRecusado,
    Problema,
    decodificar,
    nome_de_coluna,
)
from seicidades.documentos.reconhecimento import Recusa, Tipo, reconhecer
from seicidades.importacao.colunas import CODIGO, MUNICIPIO, Leiaute

LIMITE_MB = 5
LINHAS_MAXIMAS = 5_000
PROCURA_DO_CABECALHO = 15
TIPOS = (Tipo.CSV, Tipo.XLSX)


@dataclass(frozen=True)
class Linha:
    """Uma linha com dados, com o número que tem no arquivo."""

    numero: int
    celulas: dict[str, object]


@dataclass(frozen=True)
class Planilha:
    """Args:
    letras: a letra de cada coluna conhecida no arquivo.
    ignoradas: títulos das colunas que não se usam.
    notas: o que se fez sem perguntar, em frases.
    """

    linhas: tuple[Linha, ...]
    letras: dict[str, str]
    ignoradas: tuple[str, ...]
    notas: tuple[str, ...]


def ler_planilha(conteudo: bytes, nome: str, leiaute: Leiaute) -> Planilha:
    """Lê CSV ou XLSX de quem quer que seja.

    Raises:
        ArquivoRecusado: com tudo o que impede a leitura.
    """
    try:
        tipo = reconhecer(BytesIO(conteudo), nome, limite_mb=LIMITE_MB, tipos=TIPOS).tipo
    except Recusa as recusa:
        motivo = recusa.motivo.frase(nome, TIPOS)
        raise ArquivoRecusado([Problema(recusa.motivo.codigo, motivo, "")]) from recusa
    abas = [_aba_do_csv(conteudo)] if tipo == Tipo.CSV else ler_abas(conteudo)
    return _montar(*_escolher(abas, leiaute), leiaute)


def letra(indice: int) -> str:
    """0 vira "A"; 26, "AA"."""
    letras = ""
    indice += 1
    while indice:
        indice, resto = divmod(indice - 1, 26)
        letras = chr(65 + resto) + letras
    return letras


# CSV


def _aba_do_csv(conteudo: bytes) -> Aba:
    texto = decodificar(conteudo)
    leitor = csv.reader(StringIO(texto, newline=""), delimiter=_separador(texto), strict=True)
    return Aba("", dict(_linhas_do_csv(leitor)), ())


def _linhas_do_csv(leitor) -> Iterator[tuple[int, list]]:
    while True:
        numero = leitor.line_num + 1
        try:
            celulas = next(leitor, None)
        except csv.Error as erro:
            motivo = "As aspas desta linha não fecham ou estão no meio do texto."
            saida = 'Escreva o texto entre aspas e dobre as de dentro: "".'
            raise ArquivoRecusado([Problema("aspas", motivo, saida, numero)]) from erro
        if celulas is None:
            return
        yield numero, celulas


def _separador(texto: str) -> str:
    """O sinal que mais aparece nas primeiras linhas."""
    comeco = "".join(texto.splitlines(keepends=True)[:PROCURA_DO_CABECALHO])
    return max((";", ",", "\t"), key=comeco.count)


# A aba e o cabeçalho


def _escolher(abas: list[Aba], leiaute: Leiaute) -> tuple[Aba, int, list[str]]:
    """A única aba que tem cabeçalho de carteira; as outras viram notas.

    Raises:
        ArquivoRecusado: nenhuma, ou mais de uma.
    """
    achadas = [(aba, linha) for aba in abas if (linha := _linha_do_cabecalho(aba, leiaute))]
    if not achadas:
        raise ArquivoRecusado([_sem_cabecalho(abas)])
    if len(achadas) > 1:
        nomes = lista_e(f"«{aba.nome}»" for aba, _ in achadas)
        raise ArquivoRecusado(
            [
                Problema(
                    "duas_planilhas",
                    f"As abas {nomes} têm cabeçalho de carteira e não se sabe qual vale.",
                    "Deixe uma só aba com as cidades, ou junte as linhas numa só.",
                )
            ]
        )
    aba, linha = achadas[0]
    outras = [f"«{a.nome}»" for a in abas if a is not aba and a.linhas]
    notas = [f"Lida a aba «{aba.nome}»; ficaram de fora {lista_e(outras)}."] if outras else []
    return aba, linha, notas


def _linha_do_cabecalho(aba: Aba, leiaute: Leiaute) -> int | None:
    """A primeira linha com duas colunas conhecidas ou mais, uma delas a da cidade."""
    for numero in sorted(aba.linhas)[:PROCURA_DO_CABECALHO]:
        nomes = {leiaute.apelidos.get(nome_de_coluna(str(c or ""))) for c in aba.linhas[numero]}
        nomes.discard(None)
        if len(nomes) > 1 and nomes & {CODIGO.nome, MUNICIPIO.nome}:
            return numero
    return None


def _sem_cabecalho(abas: list[Aba]) -> Problema:
    return Problema(
        "sem_cabecalho",
        "Não se achou o cabeçalho da carteira"
        + (f" em nenhuma das {len(abas)} abas." if len(abas) > 1 else "."),
        "A linha do cabeçalho precisa ter codigo_ibge ou municipio e mais uma coluna do modelo. "
        "Baixe o modelo e compare.",
    )


# A tabela


def _montar(aba: Aba, cabecalho: int, notas: list[str], leiaute: Leiaute) -> Planilha:
    titulos = [str(c or "").strip() for c in aba.linhas[cabecalho]]
    posicoes, problemas = _posicoes(titulos, cabecalho, leiaute)
    linhas = dict(aba.linhas)
    for mescla in aba.mesclas:
        problemas += _desfazer_mescla(mescla, linhas, cabecalho, notas)
    if acima := [n for n in sorted(aba.linhas) if n < cabecalho and any(aba.linhas[n])]:
        notas.append(
            f"O cabeçalho está na linha {cabecalho}; o que há acima ({len(acima)} linha"
            f"{'s' if len(acima) > 1 else ''}) ficou de fora."
        )
    dados = []
    for numero in sorted(n for n in linhas if n > cabecalho):
        celulas = linhas[numero]
        if any(str(c).strip() for c in celulas if c is not None):
            problemas += _sobras(numero, celulas, len(titulos))
            valores = {n: celulas[i] if i < len(celulas) else None for n, i in posicoes.items()}
            dados.append(Linha(numero, valores))
    problemas += _quantidade(dados)
    if problemas:
        raise ArquivoRecusado(problemas)
    ignoradas = [
        t for t in titulos if t and leiaute.apelidos.get(nome_de_coluna(t)) not in posicoes
    ]
    letras = {nome: letra(indice) for nome, indice in posicoes.items()}
    return Planilha(tuple(dados), letras, tuple(ignoradas), tuple(notas))


def _posicoes(
    titulos: list[str], cabecalho: int, leiaute: Leiaute
) -> tuple[dict[str, int], list[Problema]]:
    posicoes: dict[str, int] = {}
    problemas = []
    for indice, titulo in enumerate(titulos):
        nome = leiaute.apelidos.get(nome_de_coluna(titulo))
        if nome in posicoes:
            motivo = (
                f"As colunas {letra(posicoes[nome])} e {letra(indice)} são ambas "
                f"«{leiaute.por_nome[nome].titulo}»."
            )
            saida = "Deixe só a certa, ou mude o título da outra."
            problemas.append(Problema("coluna_repetida", motivo, saida, cabecalho, letra(indice)))
        elif nome:
            posicoes[nome] = indice
    return posicoes, problemas


def _sobras(numero: int, celulas: list, largura: int) -> list[Problema]:
    """Texto além da última coluna: sinal de separador no meio de um texto sem aspas."""
    if not any(str(c).strip() for c in celulas[largura:] if c is not None):
        return []
    motivo = f"A linha tem {len(celulas)} células e o cabeçalho tem {largura}."
    saida = "Confira se um texto com separador está sem aspas."
    return [Problema("largura", motivo, saida, numero)]


def _quantidade(dados: list[Linha]) -> list[Problema]:
    if not dados:
        motivo = "Não há nenhuma linha abaixo do cabeçalho."
        return [Problema("vazio", motivo, "Ponha uma cidade por linha abaixo do cabeçalho.")]
    if len(dados) > LINHAS_MAXIMAS:
        motivo = f"Há {len(dados)} linhas e o limite é {LINHAS_MAXIMAS}."
        return [Problema("linhas_demais", motivo, "Uma linha por cidade; o Estado tem 645.")]
    return []


def _desfazer_mescla(
    mescla: tuple[tuple[int, int], tuple[int, int]],
    linhas: dict[int, list],
    cabecalho: int,
    notas: list[str],
) -> list[Problema]:
    """Mescla de várias linhas numa coluna vale para todas; a de várias colunas não se entende."""
    (primeira, esquerda), (ultima, direita) = mescla
    lugar = f"{letra(esquerda)}{primeira}:{letra(direita)}{ultima}"
    if ultima <= cabecalho:
        return []
    if primeira <= cabecalho or esquerda != direita:
        motivo = f"As células {lugar} estão mescladas e não se sabe de que coluna é o valor."
        saida = "Desfaça a mescla e escreva o valor em cada célula."
        return [Problema("mescla", motivo, saida, primeira, letra(esquerda))]
    origem = linhas.get(primeira, [])
    valor = origem[esquerda] if esquerda < len(origem) else None
    for numero in range(primeira, min(ultima, max(linhas, default=0)) + 1):
        celulas = list(linhas.get(numero, []))
        if any(c not in (None, "") for c in celulas):
            celulas += [None] * (esquerda + 1 - len(celulas))
            celulas[esquerda] = valor
            linhas[numero] = celulas
    notas.append(f"Células mescladas {lugar}: o valor vale para as linhas {primeira} a {ultima}.")
    return []
