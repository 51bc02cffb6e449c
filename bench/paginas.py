"""Páginas e planilhas ao lado do que uma só consulta à mão renderia."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import dados
from bench.medida import Medida, PisoDiferente, contando, segundos
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.estado import POR_FAZER
from seicidades.fluxo.saude import PARADAS, Saude, saude_ate
from seicidades.municipios.calendario import calendario_do_estado, calendarios_dos_municipios
from seicidades.municipios.models import Municipio
from seicidades.paineis import carteira

A_MAO = """
WITH itens AS (
    SELECT implantacao_id, count(*) FILTER (WHERE prazo < %(hoje)s) AS vencidos,
           count(*) FILTER (WHERE prazo < %(hoje)s AND lado = 'municipio') AS vencidos_da_cidade,
           min(prazo) AS prazo_mais_cedo
    FROM fluxo_itemdaimplantacao
    WHERE prazo IS NOT NULL AND situacao = ANY(%(por_fazer)s) GROUP BY 1),
contatos AS (
    SELECT implantacao_id, max(ocorreu_em) AS ultimo_contato_em,
           min(proximo_passo_em) FILTER (WHERE passo_feito_em IS NULL) AS proximo_passo_em
    FROM fluxo_contato WHERE anulado_em IS NULL GROUP BY 1),
analise AS (
    SELECT DISTINCT implantacao_id FROM fluxo_etapadaimplantacao
    WHERE situacao IN ('em_analise', 'a_reconfirmar')),
todas AS (
    SELECT i.*, coalesce(vencidos, 0) AS vencidos,
           coalesce(vencidos_da_cidade, 0) AS vencidos_da_cidade, prazo_mais_cedo,
           a.implantacao_id IS NOT NULL AS em_analise
    FROM fluxo_implantacao i LEFT JOIN itens t ON t.implantacao_id = i.id
    LEFT JOIN analise a ON a.implantacao_id = i.id),
totais AS (
    SELECT count(*) AS n_total,
        count(*) FILTER (WHERE em_analise AND situacao IN ('em_andamento', 'habilitada'))
            AS n_analisar,
        count(*) FILTER (WHERE situacao = 'em_andamento' AND vez_de = 'municipio'
            AND vencidos_da_cidade > 0) AS n_atrasadas,
        count(*) FILTER (WHERE situacao = 'em_andamento' AND vez_de = 'prodesp') AS n_conosco,
        count(*) FILTER (WHERE situacao = 'habilitada') AS n_habilitadas FROM todas),
gerentes AS (
    SELECT DISTINCT ON (v.orgao_id) v.orgao_id,
           coalesce(nullif(u.nome_social, ''), u.nome) AS gerente
    FROM contas_vinculo v JOIN contas_usuario u ON u.id = v.usuario_id
    WHERE v.papel = 'gerente' AND NOT v.suplente AND v.inicio <= %(hoje)s
      AND (v.fim IS NULL OR v.fim >= %(hoje)s) ORDER BY v.orgao_id, v.id),
pagina AS (
    SELECT t.*, o.nome AS orgao, o.municipio_id, m.nome AS cidade, m.codigo_ibge, m.mesorregiao,
           m.nome_de_busca
    FROM todas t JOIN municipios_orgao o ON o.id = t.orgao_id
    JOIN municipios_municipio m ON m.id = o.municipio_id
    ORDER BY m.nome_de_busca, t.id LIMIT %(limite)s)
SELECT p.id, p.cidade, p.codigo_ibge, p.orgao, p.mesorregiao, p.municipio_id, p.situacao,
       p.etapa_atual, p.ordem_atual, p.vez_de, p.vez_desde, p.prazo_mais_cedo, p.vencidos,
       p.vencidos_da_cidade, c.ultimo_contato_em, c.proximo_passo_em, g.gerente,
       e.total, e.feitos, tr.situacao AS t_situacao, tr.itens_total AS t_total,
       tr.itens_resolvidos AS t_resolvidos, ti.mais_cedo, ti.parados, co.combinada,
       totais.*
FROM pagina p LEFT JOIN gerentes g ON g.orgao_id = p.orgao_id
LEFT JOIN contatos c ON c.implantacao_id = p.id CROSS JOIN totais
LEFT JOIN LATERAL (
    SELECT sum(itens_total) AS total, sum(itens_resolvidos) AS feitos
    FROM fluxo_etapadaimplantacao WHERE implantacao_id = p.id AND NOT trilha) e ON true
LEFT JOIN fluxo_etapadaimplantacao tr ON tr.implantacao_id = p.id AND tr.trilha
LEFT JOIN LATERAL (
    SELECT min(prazo) AS mais_cedo,
           count(*) FILTER (WHERE prazo IS NULL AND saldo IS NOT NULL) AS parados
    FROM fluxo_itemdaimplantacao
    WHERE implantacao_id = p.id AND etapa = tr.chave AND lado = 'municipio'
      AND situacao = ANY(%(por_fazer)s)) ti ON true
LEFT JOIN LATERAL (
    SELECT min(k.data) AS combinada FROM regulamentacao_combinadodoato k
    WHERE k.implantacao_id = p.id AND EXISTS (
        SELECT FROM fluxo_itemdaimplantacao x
        WHERE x.implantacao_id = p.id AND x.situacao = ANY(%(por_fazer)s) AND CASE k.ato
            WHEN 'lei' THEN x.chave = 'lei_do_arquivo'
            WHEN 'sistema' THEN x.chave = 'sistema_de_arquivos'
            WHEN 'comissao' THEN x.chave = 'comissao_de_avaliacao'
            ELSE x.chave IN ('plano_de_classificacao', 'tabela_de_temporalidade') END)) co ON true
ORDER BY p.nome_de_busca, p.id
"""
CSV_A_MAO = "COPY (" + A_MAO + ") TO STDOUT WITH (FORMAT csv, DELIMITER ';')"


def _entrar() -> Client:
    cliente = Client()
    cliente.force_login(dados.gerente())
    return cliente


def _parametros(limite: int | None) -> dict:
    return {
        "hoje": timezone.localdate(),
        "por_fazer": [s.value for s in POR_FAZER],
        "limite": limite,
    }


def medir_carteira(cidades: int) -> Iterator[Medida]:
    dados.crescer(cidades)
    cliente, url = _entrar(), f"{reverse('paineis:carteira')}?gerente="
    piso = PisoDaCarteira(cliente.get(url))
    with contando() as feitas:
        resposta = cliente.get(url)
    _exigir_a_mesma(piso.render(), resposta.content.decode())
    da_pagina, do_piso = segundos(lambda: cliente.get(url), piso.render)
    nome = f"carteira.{cidades}"
    yield Medida(f"{nome}.sql", len(feitas), "consultas")
    yield Medida(f"{nome}.ms", da_pagina * 1000, "ms", da_pagina / do_piso)
    yield Medida(f"{nome}.bytes", len(resposta.content), "bytes")


class PisoDaCarteira:
    """A mesma página, do mesmo template, com tudo vindo de uma consulta à mão."""

    def __init__(self, resposta):
        self.pedido, self.dado = resposta.wsgi_request, resposta.context_data
        self.titulos = {e.chave: e.titulo for e in roteiro_do_codigo().etapas}
        self.calendarios = calendarios_dos_municipios(
            Municipio.objects.values_list("pk", flat=True)
        )
        self.situacoes = dict(Implantacao._meta.get_field("situacao").choices)
        self.lados = dict(Implantacao._meta.get_field("vez_de").choices)

    def render(self) -> str:
        hoje = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(A_MAO, _parametros(carteira.POR_PAGINA))
            colunas = [c.name for c in cursor.description]
            lidas = [SimpleNamespace(**dict(zip(colunas, r, strict=True))) for r in cursor]
        numeros = [
            numero | {"valor": getattr(lidas[0], f"n_{chave}")}
            for numero, chave in zip(
                self.dado["numeros"],
                ("total", "analisar", "atrasadas", "conosco", "habilitadas"),
                strict=True,
            )
        ]
        contexto = self.dado | {
            "linhas": [self._linha(lida, hoje) for lida in lidas],
            "numeros": numeros,
            "pagina": Paginator(range(lidas[0].n_total), carteira.POR_PAGINA).page(1),
        }
        return render_to_string("paineis/carteira.html", contexto, self.pedido)

    def _linha(self, lida, hoje) -> carteira.LinhaDaCarteira:
        calendario = self.calendarios[lida.municipio_id]
        saude, tipo = carteira.saude_de(lida, hoje, calendario)
        ultimo = lida.ultimo_contato_em
        return carteira.LinhaDaCarteira(
            implantacao_id=lida.id,
            cidade=lida.cidade,
            codigo_ibge=lida.codigo_ibge,
            orgao=lida.orgao,
            regiao=lida.mesorregiao,
            situacao=self.situacoes[lida.situacao],
            etapa=self.titulos.get(lida.etapa_atual, lida.etapa_atual) or "Concluídas",
            ordem=lida.ordem_atual,
            vez=self.lados[lida.vez_de],
            dias_na_vez=calendario.contar(lida.vez_desde, hoje) if lida.vez_desde else 0,
            feitos=lida.feitos or 0,
            total=lida.total or 0,
            prazo=lida.prazo_mais_cedo,
            vencidos=lida.vencidos,
            gerente=lida.gerente or "",
            saude=saude,
            tipo_da_saude=tipo,
            ultimo_contato=ultimo,
            dias_sem_contato=calendario_do_estado().contar(ultimo, hoje) if ultimo else None,
            proximo_passo=lida.proximo_passo_em,
            trilha=self._trilha(lida, hoje, calendario),
        )

    def _trilha(self, lida, hoje, calendario) -> Saude | None:
        if lida.t_situacao is None:
            return None
        if lida.t_situacao == "aprovada" or lida.t_total == lida.t_resolvidos:
            return Saude.CONCLUIDA
        if lida.situacao in PARADAS or (lida.parados and lida.mais_cedo is None):
            return Saude.PARADA
        if lida.t_situacao == "em_analise":
            return Saude.EM_DIA
        dias = [dia for dia in (lida.mais_cedo, lida.combinada) if dia]
        return saude_ate(min(dias, default=None), hoje, calendario)


def _exigir_a_mesma(piso: str, pagina: str) -> None:
    senha = re.compile(r"[A-Za-z0-9]{64}")  # a do formulário muda a cada página
    linhas = [senha.sub("", texto).split("\n") for texto in (piso, pagina)]
    for numero, (uma, outra) in enumerate(zip(*linhas, strict=False), start=1):
        if uma != outra:
            raise PisoDiferente(f"linha {numero}:\n  piso:   {uma}\n  página: {outra}")


def medir_cidade() -> Iterator[Medida]:
    dados.comecar()
    implantacao = (
        Implantacao.objects.da_carteira_de(dados.gerente(), timezone.localdate())
        .filter(situacao="em_andamento")
        .order_by("-seq", "pk")
        .first()
    )
    cliente, url = _entrar(), reverse("fluxo:cidade", args=[implantacao.pk])
    cliente.get(url)
    with contando() as feitas:
        resposta = cliente.get(url)
    [tempo] = segundos(lambda: cliente.get(url))
    yield Medida("cidade.sql", len(feitas), "consultas")
    yield Medida("cidade.ms", tempo * 1000, "ms")
    yield Medida("cidade.bytes", len(resposta.content), "bytes")


def medir_csv(cidades: int) -> Iterator[Medida]:
    dados.crescer(cidades)
    cliente, url = _entrar(), f"{reverse('paineis:carteira_csv')}?gerente="

    def baixar() -> int:
        return sum(map(len, cliente.get(url).streaming_content))

    def copiar() -> int:
        with connection.cursor() as cursor, cursor.copy(CSV_A_MAO, _parametros(None)) as saida:
            return sum(map(len, saida))

    with contando() as feitas:
        tamanho = baixar()
    do_csv, da_copia = segundos(baixar, copiar, vezes=7)
    nome = f"csv.{cidades}"
    yield Medida(f"{nome}.sql", len(feitas), "consultas")
    yield Medida(f"{nome}.ms", do_csv * 1000, "ms", do_csv / da_copia)
    yield Medida(f"{nome}.bytes", tamanho, "bytes")
