"""Das folhas às linhas do leiaute: cabeçalho, colunas escolhidas, mesclas e sobras."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from cadastros.validacao.colunas import Escolha, adivinhar, titulos_de
from cadastros.validacao.entrada import LIMITE_DE_LINHAS, Folha, abrir
from cadastros.validacao.leiautes import Leiaute
from cadastros.validacao.tipos import Leitura, Linha, Problema, aviso, em_lista, erro
from seicidades.comum.planilhas import Mescla

MESCLAS_CITADAS = 8
# Linhas com colunas de menos ou de mais que se mudam à mão; com mais, refaz-se a planilha.
TORTAS_GUARDADAS = 200


def ler(conteudo: bytes, leiaute: Leiaute, escolha: Escolha | None = None) -> Leitura:
    """Separa linhas e colunas. Não olha o conteúdo das células.

    Args:
        escolha: como ler; sem ela, vale o palpite.
    """
    entrada = abrir(conteudo, len(leiaute.colunas))
    if not entrada.folhas:
        return Leitura((), entrada.problemas)
    return ler_folhas(entrada.folhas, entrada.problemas, leiaute, escolha)


def ler_folhas(
    folhas: tuple[Folha, ...],
    problemas: Iterable[Problema],
    leiaute: Leiaute,
    escolha: Escolha | None = None,
) -> Leitura:
    """O mesmo, de um arquivo já aberto."""
    escolha = escolha or adivinhar(folhas, leiaute).escolha
    folha = folhas[escolha.folha]
    problemas = [*problemas, *_conferir_cabecalho(folha, escolha, leiaute)]
    sem_valor = campos_sem_valor(escolha, leiaute)
    linhas, da_folha = _linhas(folha, escolha, leiaute)
    problemas += da_folha
    if linhas or any(p.eh_erro for p in problemas):
        problemas += _sem_coluna(sem_valor, leiaute)
    else:
        problemas.append(sem_dados())
    return Leitura(tuple(linhas), tuple(problemas), sem_valor)


def letra(posicao: int) -> str:
    """0 vira "A"; 26, "AA"."""
    letras = ""
    posicao += 1
    while posicao:
        posicao, resto = divmod(posicao - 1, 26)
        letras = chr(65 + resto) + letras
    return letras


def _linhas(folha: Folha, escolha: Escolha, leiaute: Leiaute) -> tuple[list[Linha], list[Problema]]:
    linhas: list[Linha] = []
    mescladas, problemas = _desfazer_mesclas(folha, escolha)
    usadas = [posicao for campo, posicao in escolha.colunas.items() if campo != "sequencia"]
    sigla = escolha.colunas.get("sigla", 0)
    cabecalho, titulos = titulos_de(folha, escolha.cabecalho), folha.titulos
    sem_registro: list[int] = []
    tortas = 0
    largura = len(cabecalho) or len(leiaute.colunas)
    posicoes = [escolha.colunas.get(c.campo, -1) for c in leiaute.colunas]
    padroes = [escolha.padroes.get(c.campo, "") for c in leiaute.colunas]
    ja_no_leiaute = posicoes == list(range(len(posicoes))) and not any(padroes)
    for numero, celulas in folha.linhas.items():
        if numero <= escolha.cabecalho or not any(celulas):
            continue
        if len(linhas) == LIMITE_DE_LINHAS:
            problemas.append(_linhas_demais())
            break
        if folha.de_texto and len(celulas) != largura and _largura_errada(celulas, largura):
            problemas.append(_colunas_erradas(numero, len(celulas), largura))
            tortas += 1
            if tortas > TORTAS_GUARDADAS:
                continue
        elif (
            numero in titulos
            or celulas == cabecalho
            or ((sigla >= len(celulas) or not celulas[sigla]) and not _tem_dado(celulas, usadas))
        ):
            sem_registro.append(numero)
            continue
        if numero in mescladas:
            celulas = _com_mesclas(celulas, mescladas[numero])
        if not ja_no_leiaute or len(celulas) != len(posicoes):
            celulas = _no_leiaute(celulas, posicoes, padroes)
        linhas.append(Linha(numero, celulas))
    if sem_registro:
        problemas.append(_linhas_sem_registro(sem_registro))
    return linhas, problemas


def _tem_dado(celulas: Sequence[str], usadas: Iterable[int]) -> bool:
    return any(celulas[posicao] for posicao in usadas if posicao < len(celulas))


def _no_leiaute(celulas: list[str], posicoes: list[int], padroes: list[str]) -> list[str]:
    """O padrão vale onde a coluna falta e onde a célula está vazia."""
    quantas = len(celulas)
    return [
        (celulas[posicao] if 0 <= posicao < quantas else "") or padrao
        for posicao, padrao in zip(posicoes, padroes, strict=True)
    ]


def _largura_errada(celulas: list[str], largura: int) -> bool:
    """Sobras em branco no fim não contam: as planilhas as deixam."""
    return len(celulas) < largura or any(celulas[largura:])


# Mesclas


def _desfazer_mesclas(
    folha: Folha, escolha: Escolha
) -> tuple[dict[int, dict[int, str]], list[Problema]]:
    """A mescla de várias linhas numa coluna vale para todas; a de várias colunas, ninguém sabe.

    Devolve o valor de cada célula que a mescla escondeu, por linha e coluna.
    """
    escondidas: dict[int, dict[int, str]] = {}
    problemas, repetidas = [], []
    usadas = frozenset(escolha.colunas.values())
    for mescla in folha.mesclas:
        (primeira, esquerda), (ultima, direita) = mescla
        if ultima <= escolha.cabecalho or usadas.isdisjoint(range(esquerda, direita + 1)):
            continue
        if primeira in folha.titulos:
            continue
        if primeira <= escolha.cabecalho or esquerda != direita:
            problemas.append(_mescla_ambigua(mescla))
            continue
        valor = _celula(folha, primeira, esquerda)
        for numero in range(primeira + 1, min(ultima, LIMITE_DE_LINHAS) + 1):
            if any(folha.linhas.get(numero, ())):
                escondidas.setdefault(numero, {})[esquerda] = valor
        repetidas.append(mescla)
    if repetidas:
        problemas.append(_mesclas_repetidas(repetidas))
    return escondidas, problemas


def _celula(folha: Folha, linha: int, coluna: int) -> str:
    celulas = folha.linhas.get(linha, [])
    return celulas[coluna] if coluna < len(celulas) else ""


def _com_mesclas(celulas: list[str], escondidas: Mapping[int, str]) -> list[str]:
    largura = max(len(celulas), max(escondidas) + 1)
    cheias = [*celulas, *[""] * (largura - len(celulas))]
    for coluna, valor in escondidas.items():
        cheias[coluna] = valor
    return cheias


def _lugar(mescla: Mescla) -> str:
    (primeira, esquerda), (ultima, direita) = mescla
    return f"{letra(esquerda)}{primeira}:{letra(direita)}{ultima}"


def _mescla_ambigua(mescla: Mescla) -> Problema:
    return erro(
        "mescla",
        f"As células {_lugar(mescla)} estão mescladas, e não se sabe de que coluna é o valor.",
        "Na planilha, desfaça a mescla e escreva o valor em cada célula.",
        mescla[0][0],
    )


def _mesclas_repetidas(mesclas: list[Mescla]) -> Problema:
    lugares = em_lista([_lugar(m) for m in mesclas], MESCLAS_CITADAS)
    return aviso(
        "mescla_repetida",
        f"Há células mescladas de cima a baixo: {lugares}. O valor foi repetido em cada linha.",
        "Confira se era isso; se não era, desfaça a mescla na planilha e envie de novo.",
    )


# O cabeçalho e as colunas


def _conferir_cabecalho(folha: Folha, escolha: Escolha, leiaute: Leiaute) -> list[Problema]:
    """A linha do cabeçalho é pulada; se parecer dado, é melhor dizer."""
    titulos = titulos_de(folha, escolha.cabecalho)
    if len(titulos) != len(leiaute.colunas) or not titulos[0].isdigit():
        return []
    return [
        aviso(
            "primeira_linha",
            "A primeira linha parece ter dados, mas é sempre pulada: ali vai o cabeçalho.",
            "Se ela tem um registro, diga nas colunas que não há cabeçalho, ou ponha um acima.",
            escolha.cabecalho,
        )
    ]


def _sem_coluna(sem_valor: Collection[str], leiaute: Leiaute) -> list[Problema]:
    return [
        erro(
            "coluna_faltando",
            f"{coluna.rotulo}: nenhuma coluna do arquivo foi apontada para este dado.",
            "Diga qual é a coluna, ou um valor que sirva a todas as linhas.",
            coluna=coluna,
        )
        for coluna in leiaute.colunas
        if coluna.obrigatoria and coluna.campo in sem_valor
    ]


def campos_sem_valor(escolha: Escolha, leiaute: Leiaute) -> frozenset[str]:
    """Os que nem o arquivo traz nem têm valor para todas as linhas."""
    return frozenset(
        c.campo
        for c in leiaute.colunas
        if c.campo not in escolha.colunas and not escolha.padroes.get(c.campo)
    )


def _colunas_erradas(numero: int, quantas: int, esperadas: int) -> Problema:
    return erro(
        "colunas",
        f"A linha tem {quantas} {'coluna' if quantas == 1 else 'colunas'} e o cabeçalho "
        f"tem {esperadas}.",
        "Compare com o modelo. Texto com vírgula vai entre aspas; coluna vazia também conta.",
        numero,
    )


def _linhas_sem_registro(numeros: Sequence[int]) -> Problema:
    return aviso(
        "sem_registro",
        "Linhas só com título, numeração ou o cabeçalho repetido, que ficaram de fora: "
        f"{em_lista(list(map(str, numeros)))}.",
        "Confira se nenhuma delas era um registro; se era, acrescente-a aqui ou na planilha.",
    )


def _linhas_demais() -> Problema:
    limite = f"{LIMITE_DE_LINHAS:,}".replace(",", ".")
    return erro(
        "linhas_demais",
        f"O arquivo passa de {limite} linhas, o limite desta página.",
        "Confira se exportou a planilha certa; se o tamanho for mesmo esse, fale com a Prodesp.",
    )


def sem_dados() -> Problema:
    return erro(
        "sem_dados",
        "O arquivo não tem nenhuma linha de dados depois da primeira.",
        "Preencha o modelo a partir da segunda linha e envie de novo.",
    )
