"""A hierarquia das unidades: siglas, superiores, círculos, ordem, raízes e profundidade."""

from collections.abc import Iterable, Iterator, Mapping

from cadastros.validacao.conhecidas import Conhecidas
from cadastros.validacao.leiautes import UNIDADES, Coluna
from cadastros.validacao.tipos import Problema, Unidade, aviso, comparavel, em_lista, erro

COLUNA: Mapping[str, Coluna] = UNIDADES.por_campo
# Níveis a partir dos quais a lista de unidades do SEI deixa de ajudar; não é limite dele.
PROFUNDIDADE_COMUM = 8


def conferir_hierarquia(
    unidades: list[Unidade], conhecidas: Conhecidas
) -> tuple[list[Unidade], list[Problema]]:
    """Siglas repetidas, superior que não existe, círculos, ordem e raízes."""
    problemas = list(_siglas_repetidas(unidades))
    primeira = _por_sigla(unidades)
    ajustadas = []
    for unidade in unidades:
        superior = primeira.get(comparavel(unidade.superior)) if unidade.superior else None
        if unidade.superior and superior is None:
            problemas.append(_superior_desconhecida(unidade, conhecidas))
        elif superior and superior.sigla != unidade.superior:
            problemas.append(_superior_com_outra_grafia(unidade, superior))
            unidade = unidade._replace(superior=superior.sigla)
        ajustadas.append(unidade)
    primeira = _por_sigla(ajustadas)
    em_circulo: set[str] = set()
    for circulo in circulos(primeira):
        em_circulo.update(circulo)
        problemas.append(_circulo([primeira[chave] for chave in circulo]))
    problemas += _fora_de_ordem(ajustadas, primeira, em_circulo)
    problemas += _raizes(ajustadas)
    problemas += _fundas_demais(ajustadas, primeira, em_circulo)
    problemas += _nomes_repetidos(ajustadas)
    return ajustadas, problemas


def _por_sigla(unidades: Iterable[Unidade]) -> dict[str, Unidade]:
    """A primeira unidade de cada sigla."""
    primeira: dict[str, Unidade] = {}
    for unidade in unidades:
        if unidade.sigla:
            primeira.setdefault(comparavel(unidade.sigla), unidade)
    return primeira


def _siglas_repetidas(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    vistas: dict[str, Unidade] = {}
    for unidade in unidades:
        if not unidade.sigla:
            continue
        anterior = vistas.setdefault(comparavel(unidade.sigla), unidade)
        if anterior is not unidade:
            yield erro(
                "sigla_repetida",
                f"A sigla {unidade.sigla} já está na linha {anterior.linha}. "
                "Maiúsculas e minúsculas não distinguem siglas.",
                "Apague a linha repetida ou dê outra sigla à unidade.",
                unidade.linha,
                COLUNA["sigla"],
            )


def _superior_desconhecida(unidade: Unidade, conhecidas: Conhecidas) -> Problema:
    parecida = conhecidas.parecida(unidade.superior)
    sugestao = f"Será {parecida}? " if parecida else ""
    return erro(
        "superior_desconhecida",
        f"A unidade superior {unidade.superior[:60]} não está no arquivo.",
        f"{sugestao}Corrija a sigla, acrescente a unidade superior, ou deixe vazio se esta é a "
        "do topo.",
        unidade.linha,
        COLUNA["superior"],
    )


def _superior_com_outra_grafia(unidade: Unidade, superior: Unidade) -> Problema:
    return aviso(
        "superior_grafia",
        f"A unidade superior está escrita {unidade.superior}, e a sigla dela é {superior.sigla}.",
        f"Nada a fazer aqui: será gravada como {superior.sigla}.",
        unidade.linha,
        COLUNA["superior"],
    )


def circulos(por_sigla: Mapping[str, Unidade]) -> list[list[str]]:
    """Cada círculo da hierarquia, uma vez, como lista de siglas comparáveis."""
    fechadas: set[str] = set()
    achados = []
    for inicio in por_sigla:
        caminho: dict[str, int] = {}
        chave = inicio
        while chave in por_sigla and chave not in fechadas and chave not in caminho:
            caminho[chave] = len(caminho)
            chave = comparavel(por_sigla[chave].superior)
        if chave in caminho:
            achados.append(list(caminho)[caminho[chave] :])
        fechadas.update(caminho)
    return achados


def _circulo(unidades: list[Unidade]) -> Problema:
    primeira = min(unidades, key=lambda u: u.linha)
    onde = unidades.index(primeira)
    volta = [u.sigla for u in (*unidades[onde:], *unidades[:onde])]
    if len(volta) == 1:
        mensagem = f"A unidade {volta[0]} é superior dela mesma."
    else:
        mensagem = f"Estas unidades são superiores umas das outras, em círculo: {em_lista(volta)}."
    return erro(
        "circulo",
        mensagem,
        "Corrija a unidade superior de uma delas: a de cima de todas fica com a coluna vazia.",
        primeira.linha,
        COLUNA["superior"],
    )


def _fora_de_ordem(
    unidades: Iterable[Unidade], primeira: Mapping[str, Unidade], em_circulo: set[str]
) -> Iterator[Problema]:
    for unidade in unidades:
        superior = primeira.get(comparavel(unidade.superior)) if unidade.superior else None
        if not superior or comparavel(unidade.sigla) in em_circulo:
            continue
        if superior.linha > unidade.linha:
            yield aviso(
                "superior_depois",
                f"A unidade superior {superior.sigla} só aparece depois, na linha "
                f"{superior.linha}; carregado assim, o SIP não a acharia.",
                "Nada a fazer aqui: o arquivo que geramos para o SEI já sai na ordem certa.",
                unidade.linha,
                COLUNA["superior"],
            )


def _raizes(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    raizes = [u.sigla for u in unidades if u.sigla and not u.superior]
    if len(raizes) > 1:
        yield aviso(
            "varias_raizes",
            f"{len(raizes)} unidades não têm superior: {em_lista(raizes)}.",
            "Se só uma é a do topo, preencha a unidade superior das outras.",
            coluna=COLUNA["superior"],
        )


def _fundas_demais(
    unidades: Iterable[Unidade], primeira: Mapping[str, Unidade], em_circulo: set[str]
) -> Iterator[Problema]:
    niveis = profundidades(primeira, em_circulo)
    fundas = [u for u in unidades if niveis.get(comparavel(u.sigla), 0) > PROFUNDIDADE_COMUM]
    if fundas:
        maior = max(niveis.values())
        yield aviso(
            "profundidade",
            f"A hierarquia chega a {maior} níveis; com mais de {PROFUNDIDADE_COMUM} estão: "
            f"{em_lista([u.sigla for u in fundas])}.",
            "Confira se alguma unidade superior está trocada, ou se há cargos no lugar de setores.",
            fundas[0].linha,
            COLUNA["superior"],
        )


def profundidades(primeira: Mapping[str, Unidade], em_circulo: set[str]) -> dict[str, int]:
    """O nível de cada sigla comparável, de 1 para baixo; quem depende de círculo fica de fora."""
    niveis: dict[str, int] = dict.fromkeys(em_circulo, 0)
    for inicio in primeira:
        caminho = []
        chave = inicio
        while chave in primeira and chave not in niveis:
            caminho.append(chave)
            chave = comparavel(primeira[chave].superior)
        sem_nivel = chave in niveis and niveis[chave] == 0
        for passo, atual in enumerate(reversed(caminho), start=1):
            niveis[atual] = 0 if sem_nivel else niveis.get(chave, 0) + passo
    return niveis


def _nomes_repetidos(unidades: Iterable[Unidade]) -> Iterator[Problema]:
    """Duas unidades de mesmo nome sob a mesma superior."""
    vistas: dict[tuple[str, str], Unidade] = {}
    for unidade in unidades:
        if not unidade.descricao or not unidade.sigla:
            continue
        chave = (comparavel(unidade.descricao), comparavel(unidade.superior))
        anterior = vistas.setdefault(chave, unidade)
        if comparavel(anterior.sigla) != comparavel(unidade.sigla):
            yield aviso(
                "nome_repetido",
                f"O nome é o mesmo da unidade {anterior.sigla}, na linha {anterior.linha}, e as "
                "duas têm a mesma superior.",
                "Confira se são duas unidades; se são, distinga os nomes.",
                unidade.linha,
                COLUNA["descricao"],
            )
