"""O que os dados dizem de cada item da etapa: oito consultas para quantas implantações forem."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cadastros.models import (
    Carga,
    Configuracao,
    Diretorio,
    ResultadoDoTeste,
    TesteDeConectividade,
    TipoDeCarga,
    TipoDeConfiguracao,
    TipoDeDiretorio,
    TipoDeTeste,
    VerificacaoDoDiretorio,
)
from cadastros.servicos.conectividade import se_aplica
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import Lado
from seicidades.fluxo.declaracao import Fato
from seicidades.fluxo.models import Implantacao

NOMEADOS = 3


@dataclass(frozen=True)
class _Dados:
    """Tudo o que se precisa, já lido, por implantação."""

    inicios: Mapping[int, date | None]
    cargas: Mapping[tuple[int, str], Carga]
    assuntos: Sequence[TipoDeConfiguracao]
    registrados: Mapping[int, set[int]]
    diretorios: Mapping[int, Diretorio]
    verificacoes: Mapping[int, VerificacaoDoDiretorio]
    tipos_de_teste: Sequence[TipoDeTeste]
    resultados: Mapping[tuple[int, int], str]


def apurar(ids: Iterable[int]) -> dict[int, dict[str, Fato]]:
    """Os fatos dos itens da etapa, para cada implantação pedida."""
    ids = list(ids)
    dados = _ler(ids)
    return {
        i: {
            "unidades_carregadas": _unidades(dados.cargas.get((i, TipoDeCarga.UNIDADES))),
            "usuarios_carregados": _usuarios(dados.cargas.get((i, TipoDeCarga.USUARIOS))),
            "configuracoes_do_municipio": _configuracoes(dados, i, Lado.MUNICIPIO),
            "configuracoes_da_prodesp": _configuracoes(dados, i, Lado.PRODESP),
            "diretorio_informado": _diretorio(dados.diretorios.get(i)),
            "diretorio_conectado": _verificacao(dados, i),
            "conectividade_testada": _testes(dados, i),
        }
        for i in ids
    }


def _ler(ids: list[int]) -> _Dados:
    cargas = Carga.objects.vigentes().sem_conteudo().filter(implantacao__in=ids)
    registrados: dict[int, set[int]] = defaultdict(set)
    pares = Configuracao.objects.filter(implantacao__in=ids).order_by("pk")
    for implantacao, tipo in pares.values_list("implantacao_id", "tipo_id"):
        registrados[implantacao].add(tipo)
    verificacoes = VerificacaoDoDiretorio.objects.filter(implantacao__in=ids)
    ultimas = verificacoes.order_by("implantacao_id", "-pk").distinct("implantacao_id")
    testes = TesteDeConectividade.objects.filter(implantacao__in=ids)
    ultimos = testes.order_by("implantacao_id", "tipo_id", "-pk").distinct(
        "implantacao_id", "tipo_id"
    )
    return _Dados(
        inicios=dict(
            Implantacao.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "inicio")
        ),
        cargas={(c.implantacao_id, c.tipo): c for c in cargas},
        assuntos=list(TipoDeConfiguracao.objects.em_uso()),
        registrados=registrados,
        diretorios={d.implantacao_id: d for d in Diretorio.objects.filter(implantacao__in=ids)},
        verificacoes={v.implantacao_id: v for v in ultimas},
        tipos_de_teste=list(TipoDeTeste.objects.em_uso()),
        resultados={
            (implantacao, tipo): resultado
            for implantacao, tipo, resultado in ultimos.values_list(
                "implantacao_id", "tipo_id", "resultado"
            )
        },
    )


def _unidades(carga: Carga | None) -> Fato:
    if carga is None:
        return Fato(False, "Nenhum arquivo gravado.", "Envie o arquivo de unidades.")
    return Fato(True, f"{_quantos(carga.quantidade, 'unidade')}, {_versao(carga)}.")


def _usuarios(carga: Carga | None) -> Fato:
    if carga is None:
        return Fato(False, "Nenhum arquivo gravado.", "Envie o arquivo de usuários.")
    if soltos := carga.usuarios_sem_unidade:
        return Fato(
            False,
            f"{_quantos(soltos, 'usuário')} em unidade que saiu do arquivo de unidades.",
            "Corrija a unidade desses usuários e envie o arquivo de novo.",
        )
    return Fato(True, f"{_quantos(carga.quantidade, 'usuário')}, {_versao(carga)}.")


def _versao(carga: Carga) -> str:
    return f"sem erros, versão {carga.versao}"


def _quantos(quantidade: int, nome: str) -> str:
    return f"{quantidade} {nome}{'' if quantidade == 1 else 's'}"


def _configuracoes(dados: _Dados, implantacao_id: int, lado: Lado) -> Fato:
    inicio = dados.inicios.get(implantacao_id)
    pedidos = [a for a in dados.assuntos if a.lado == lado and a.pedida_a(inicio)]
    feitos = dados.registrados.get(implantacao_id, set())
    faltam = [a.titulo for a in pedidos if a.pk not in feitos]
    resumo = f"{len(pedidos) - len(faltam)} de {_quantos(len(pedidos), 'assunto')} com registro."
    return Fato(not faltam, resumo, f"Registre: {_alguns(faltam)}." if faltam else "")


def _alguns(titulos: Sequence[str]) -> str:
    """Os primeiros pelo nome e o resto pelo número: "A, B, C e mais 2"."""
    resto = len(titulos) - NOMEADOS
    return lista_e([*titulos[:NOMEADOS], *([f"mais {resto}"] if resto > 0 else [])])


def _diretorio(diretorio: Diretorio | None) -> Fato:
    if diretorio is None:
        return Fato(False, "Nada informado.", "Informe o diretório, ou que não há um.")
    if not diretorio.existe:
        forma = diretorio.get_forma_de_entrada_display().lower()
        return Fato(True, f"Sem diretório; as pessoas entram {forma}.")
    nome = diretorio.get_tipo_display()
    if diretorio.usuario_de_pesquisa and diretorio.senha_entregue_em is None:
        return Fato(
            False,
            f"{nome} informado; falta a entrega da senha.",
            "Entregue a senha do usuário de pesquisa por canal seguro e informe o dia.",
        )
    return Fato(True, f"{nome} informado.")


def _verificacao(dados: _Dados, implantacao_id: int) -> Fato:
    diretorio = dados.diretorios.get(implantacao_id)
    if diretorio is None:
        return Fato(False, "O município ainda não informou o diretório.", "Espere a informação.")
    if diretorio.tipo == TipoDeDiretorio.NENHUM:
        return Fato(True, "Sem diretório: não se aplica.")
    verificacao = dados.verificacoes.get(implantacao_id)
    if verificacao is None:
        return Fato(False, "Conexão ainda não verificada.", "Verifique a conexão ao diretório.")
    if verificacao.revisao != diretorio.revisao:
        return Fato(
            False,
            "O diretório mudou depois da última verificação.",
            "Verifique a conexão de novo.",
        )
    if verificacao.falhas:
        return Fato(
            False,
            f"Em {data_curta(verificacao.feita_em)} falhou: {lista_e(verificacao.falhas)}.",
            "Combine o acerto com o Gestor de TI e verifique de novo.",
        )
    return Fato(True, f"Conexão verificada em {data_curta(verificacao.feita_em)}.")


def _testes(dados: _Dados, implantacao_id: int) -> Fato:
    diretorio = dados.diretorios.get(implantacao_id)
    inicio = dados.inicios.get(implantacao_id)
    pedidos = [t for t in dados.tipos_de_teste if t.pedida_a(inicio) and se_aplica(t, diretorio)]
    resultados = {t.pk: dados.resultados.get((implantacao_id, t.pk)) for t in pedidos}
    falharam = [t.titulo for t in pedidos if resultados[t.pk] == ResultadoDoTeste.FALHOU]
    faltam = [t.titulo for t in pedidos if resultados[t.pk] is None]
    bons = len(pedidos) - len(falharam) - len(faltam)
    resumo = f"{bons} de {_quantos(len(pedidos), 'teste')} sem pendência."
    if falharam:
        return Fato(False, resumo, f"Corrija e repita: {_alguns(falharam)}.")
    if faltam:
        return Fato(False, resumo, f"Faça: {_alguns(faltam)}.")
    return Fato(True, resumo)
