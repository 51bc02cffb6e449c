"""Do arquivo enviado às linhas do leiaute: colunas escolhidas e consertos da pessoa."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import transaction

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.sigilo import cifrar, decifrar
from cadastros.validacao import (
    UNIDADES,
    USUARIOS,
    Conhecida,
    Conhecidas,
    Entrada,
    Escolha,
    Gravidade,
    Leiaute,
    Leitura,
    Linha,
    Palpite,
    Problema,
    abrir,
    adivinhar,
    ler_folhas,
    limpar,
    sem_dados,
)

LEIAUTES: dict[str, Leiaute] = {TipoDeCarga.UNIDADES: UNIDADES, TipoDeCarga.USUARIOS: USUARIOS}


def abrir_rascunho(rascunho: RascunhoDeCarga) -> Entrada:
    return abrir(rascunho.conteudo, len(LEIAUTES[rascunho.tipo].colunas))


def palpite(
    rascunho: RascunhoDeCarga,
    entrada: Entrada,
    *,
    folha: int | None = None,
    cabecalho: int | None = None,
) -> Palpite:
    """O que se supõe das colunas; o que falta se completa com o que a cidade já disse."""
    leiaute = LEIAUTES[rascunho.tipo]
    ditos = {"folha": folha, "cabecalho": cabecalho}
    primeiro = adivinhar(entrada.folhas, leiaute, **ditos)
    if primeiro.certo:
        return primeiro
    conhecidas = unidades_conhecidas(rascunho.implantacao)
    return adivinhar(
        entrada.folhas,
        leiaute,
        padroes={"orgao": _sigla_do_orgao(rascunho.implantacao, conhecidas)},
        siglas=[u.sigla for u in conhecidas.unidades],
        **ditos,
    )


def pergunta_colunas(rascunho: RascunhoDeCarga) -> bool:
    """Se a pessoa precisa dizer que coluna é qual antes da prévia."""
    entrada = abrir_rascunho(rascunho)
    return bool(entrada.folhas) and not palpite(rascunho, entrada).certo


def _sigla_do_orgao(implantacao, conhecidas: Conhecidas) -> str:
    gravada = conhecidas.unidades[0].orgao if conhecidas else ""
    return gravada or implantacao.orgao.sigla


def ler_rascunho(rascunho: RascunhoDeCarga) -> Leitura:
    """As linhas como estão agora: consertadas, se houve conserto; senão, do arquivo."""
    if rascunho.linhas_cifradas is not None:
        return _consertadas(rascunho)
    entrada = abrir_rascunho(rascunho)
    if not entrada.folhas:
        return Leitura((), entrada.problemas)
    escolha = (
        Escolha(**rascunho.leitura) if rascunho.leitura else palpite(rascunho, entrada).escolha
    )
    return ler_folhas(entrada.folhas, entrada.problemas, LEIAUTES[rascunho.tipo], escolha)


def escolher(rascunho: RascunhoDeCarga, escolha: Escolha) -> None:
    """Guarda que coluna é qual. Consertos feitos sobre outra escolha não valem mais."""
    rascunho.leitura = escolha.para_json()
    rascunho.linhas_cifradas = None
    rascunho.save(update_fields=["leitura", "linhas_cifradas"])


def guardar_linhas(
    rascunho: RascunhoDeCarga, linhas: Sequence[Linha], problemas: Sequence[Problema]
) -> None:
    """Guarda as linhas consertadas; o que se achou ao ler o arquivo continua dito."""
    dados = {
        "linhas": [[linha.numero, list(linha.celulas)] for linha in linhas],
        "problemas": [
            [p.codigo, p.mensagem, p.saida, p.gravidade, p.linha, p.coluna, p.rotulo]
            for p in problemas
            if p.codigo != "sem_dados"
        ],
    }
    rascunho.linhas_cifradas = cifrar(json.dumps(dados, ensure_ascii=False).encode())
    rascunho.save(update_fields=["linhas_cifradas"])


def editar(
    rascunho: RascunhoDeCarga, mudar: Callable[[list[Linha]], Sequence[Linha]]
) -> Sequence[Linha]:
    """Troca as linhas pelo que `mudar` devolve, sem perder o que outra aba salvou antes."""
    with transaction.atomic():
        travado = RascunhoDeCarga.objects.select_for_update().get(pk=rascunho.pk)
        leitura = ler_rascunho(travado)
        linhas = mudar(list(leitura.linhas))
        guardar_linhas(travado, linhas, _ainda_valem(leitura, linhas))
    rascunho.linhas_cifradas = travado.linhas_cifradas
    return linhas


def _ainda_valem(leitura: Leitura, linhas: Sequence[Linha]) -> list[Problema]:
    """O que se achou ao ler, menos o que era de linha que a pessoa mudou ou tirou."""
    antes = {linha.numero: linha for linha in leitura.linhas}
    depois = {linha.numero: linha for linha in linhas}
    return [
        p for p in leitura.problemas if p.linha is None or antes.get(p.linha) == depois.get(p.linha)
    ]


def salvar_linha(rascunho: RascunhoDeCarga, numero: int, celulas: Sequence[str]) -> int:
    """Troca a linha ou, com número 0, acrescenta no fim; devolve o número dela."""
    celulas = [limpar(celula) for celula in celulas]

    def mudar(linhas: list[Linha]) -> list[Linha]:
        nonlocal numero
        if not numero:
            numero = max((linha.numero for linha in linhas), default=1) + 1
            return [*linhas, Linha(numero, celulas)]
        return [Linha(numero, celulas) if li.numero == numero else li for li in linhas]

    editar(rascunho, mudar)
    return numero


def salvar_celulas(
    rascunho: RascunhoDeCarga,
    escritas: Mapping[int, Mapping[int, str]],
    tiradas: Collection[int] = (),
) -> tuple[int, int]:
    """Troca células, por linha e posição, e tira linhas; devolve quantas mudaram e saíram."""
    mudadas = sairam = 0

    def mudar(linhas: list[Linha]) -> list[Linha]:
        nonlocal mudadas, sairam
        ficam = [linha for linha in linhas if linha.numero not in tiradas]
        novas = [_com_celulas(linha, escritas.get(linha.numero, {})) for linha in ficam]
        mudadas = sum(nova != linha for nova, linha in zip(novas, ficam, strict=True))
        sairam = len(linhas) - len(ficam)
        return novas

    editar(rascunho, mudar)
    return mudadas, sairam


def _com_celulas(linha: Linha, escritas: Mapping[int, str]) -> Linha:
    if not escritas:
        return linha
    celulas = [escritas.get(onde, valor) for onde, valor in enumerate(linha.celulas)]
    return Linha(linha.numero, [limpar(c) for c in celulas])


def remover_linha(rascunho: RascunhoDeCarga, numero: int) -> None:
    editar(rascunho, lambda linhas: [li for li in linhas if li.numero != numero])


def desfazer_consertos(rascunho: RascunhoDeCarga) -> None:
    rascunho.linhas_cifradas = None
    rascunho.save(update_fields=["linhas_cifradas"])


def _consertadas(rascunho: RascunhoDeCarga) -> Leitura:
    dados = json.loads(decifrar(rascunho.linhas_cifradas))
    linhas = tuple(Linha(numero, celulas) for numero, celulas in dados["linhas"])
    problemas = tuple(
        Problema(codigo, mensagem, saida, Gravidade(gravidade), linha, coluna, rotulo)
        for codigo, mensagem, saida, gravidade, linha, coluna, rotulo in dados["problemas"]
    )
    if not linhas and not any(p.eh_erro for p in problemas):
        problemas = (*problemas, sem_dados())
    return Leitura(linhas, problemas)


def unidades_conhecidas(implantacao) -> Conhecidas:
    """As unidades em vigor. Duas consultas."""
    vigentes = Carga.objects.vigentes().filter(implantacao=implantacao, tipo=TipoDeCarga.UNIDADES)
    carga = vigentes.sem_conteudo().first()
    if carga is None:
        return Conhecidas(())
    dados = carga.unidades.order_by("linha").values_list("sigla", "descricao", "superior", "orgao")
    return Conhecidas(tuple(Conhecida(*campos) for campos in dados))
