"""Fatos fictícios da regulamentação, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo: quem monta a
demonstração escreve os eventos. Sempre igual para o mesmo município.
"""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from regulamentacao.assuntos import ASSUNTOS
from regulamentacao.gestao import ATOS
from regulamentacao.models import (
    AnaliseDaMinuta,
    AtoNormativo,
    CombinadoDoAto,
    ConferenciaDeAssuntos,
    Finalidade,
    Minuta,
    NiveisDeAssinatura,
    ParecerJuridico,
    RespostaDeAssunto,
    TipoDeAto,
)
from seicidades.comum.lote import Lote
from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos as documentos
from seicidades.documentos.redacao.numeracao import ordinal

DISPENSADOS_POR_ATO_ANTERIOR = frozenset(
    {"minuta_preparada", "minuta_analisada", "parecer_do_ato", "ato_assinado"}
)
EMENTAS = {
    Finalidade.PROCESSO_ELETRONICO: "Institui o processo administrativo eletrônico e o SEI Cidades "
    "na administração municipal.",
    Finalidade.LEI_DO_ARQUIVO: "Cria o Arquivo Público Municipal.",
    Finalidade.SISTEMA_DE_ARQUIVOS: "Institui o Sistema Municipal de Arquivos.",
    Finalidade.COMISSAO_DE_AVALIACAO: "Nomeia a Comissão de Avaliação de Documentos e Acesso.",
    Finalidade.PLANO_DE_CLASSIFICACAO: "Aprova o plano de classificação de documentos.",
    Finalidade.TABELA_DE_TEMPORALIDADE: "Aprova a tabela de temporalidade de documentos.",
}
SUGESTOES = (
    "No artigo da obrigatoriedade, diga a partir de que dia vale.",
    "Falta dizer o que acontece com os processos em papel já abertos.",
    "Sugerimos citar a Lei nº 14.063/2020 ao tratar das assinaturas.",
    "O artigo dos prazos deve dizer até que horas um ato vale no mesmo dia.",
)
TIPOS = {
    Finalidade.LEI_DO_ARQUIVO: TipoDeAto.LEI,
    Finalidade.COMISSAO_DE_AVALIACAO: TipoDeAto.PORTARIA,
}


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto.
        por: pessoa em cujo nome os arquivos são guardados.
    """
    preencher_varias([(implantacao, datas, por)])


def preencher_varias(cidades: Iterable[tuple]) -> None:
    """O mesmo de `preencher` para cada (implantação, datas, por); uma instrução por modelo."""
    lote = Lote()
    for implantacao, datas, por in cidades:
        _Cidade(implantacao, datas, por, lote).criar()
    lote.gravar()


class _Cidade:
    def __init__(self, implantacao, datas, por, lote: Lote):
        self.implantacao = implantacao
        self.datas = datas
        self.por = por
        self.lote = lote
        codigo = implantacao.orgao.municipio.codigo_ibge
        self.sorte = sorte = random.Random(f"regulamentacao-{codigo}")  # noqa: S311 (repetível)
        # Um município em cada cinco já tinha o ato quando aderiu.
        self.ato_anterior = sorte.random() < 0.2 and datas.keys() >= DISPENSADOS_POR_ATO_ANTERIOR

    def criar(self) -> None:
        if self.ato_anterior:
            self.criar_ato_anterior()
        else:
            self.criar_minuta()
            self.criar_parecer()
            self.criar_ato()
        self.responder_assuntos()
        self.fixar_niveis()
        self.criar_gestao_documental()

    def criar_minuta(self) -> None:
        analisada = self.datas.get("minuta_analisada")
        enviada = self.datas.get("minuta_preparada")
        if enviada is None and analisada is None:
            return
        minuta = Minuta(
            implantacao=self.implantacao,
            versao=1,
            arquivo=self._guardar("minuta-do-decreto.pdf"),
            registrada_em=enviada or analisada,
        )
        self.lote.juntar(minuta)
        if analisada:
            analise = AnaliseDaMinuta(
                minuta=minuta,
                resultado=AnaliseDaMinuta.Resultado.COM_SUGESTOES,
                observacoes=self.sorte.choice(SUGESTOES),
                analisada_em=analisada,
            )
            self.lote.juntar(analise)

    def criar_parecer(self) -> None:
        if emitido := self.datas.get("parecer_do_ato"):
            parecer = ParecerJuridico(
                implantacao=self.implantacao,
                numero=f"{self.sorte.randint(10, 300)}/{emitido.year}",
                emitido_em=emitido,
                conclusao=ParecerJuridico.Conclusao.FAVORAVEL,
                arquivo=self._guardar("parecer-juridico.pdf"),
            )
            self.lote.juntar(parecer)

    def criar_ato(self) -> None:
        publicado = self.datas.get("ato_publicado")
        if assinado := self.datas.get("ato_assinado", publicado):
            self._ato(
                Finalidade.PROCESSO_ELETRONICO,
                assinado if publicado is None else min(assinado, publicado),
                publicado,
            )

    def criar_ato_anterior(self) -> None:
        """O ato é de bem antes; publicado, se a publicação já foi informada."""
        assinado = self.datas["ato_assinado"] - timedelta(days=self.sorte.randint(200, 900))
        publicado = assinado + timedelta(days=2) if "ato_publicado" in self.datas else None
        self._ato(Finalidade.PROCESSO_ELETRONICO, assinado, publicado, preexistente=True)

    def responder_assuntos(self) -> None:
        """Sem o item pronto, a conferência para no meio."""
        pronto = "assuntos_conferidos" in self.datas
        if not pronto and "ato_assinado" not in self.datas:
            return
        ausentes = set(self.sorte.sample(range(len(ASSUNTOS)), 2))
        quantos = len(ASSUNTOS) if pronto else self.sorte.randint(0, len(ASSUNTOS) - 1)
        for posicao, assunto in enumerate(ASSUNTOS[:quantos]):
            self.lote.juntar(self._resposta(posicao, assunto, posicao in ausentes))
        if pronto:
            conferencia = ConferenciaDeAssuntos(
                implantacao=self.implantacao,
                justificativa="Os dois assuntos virão em instrução normativa, ainda neste ano.",
            )
            self.lote.juntar(conferencia)

    def _resposta(self, posicao, assunto, ausente) -> RespostaDeAssunto:
        opcoes = RespostaDeAssunto.Resposta
        return RespostaDeAssunto(
            implantacao=self.implantacao,
            assunto=assunto.chave,
            resposta=opcoes.NAO_CONSTA if ausente else opcoes.CONSTA,
            artigo="" if ausente else f"art. {ordinal(posicao + 1)}",
            trecho="" if ausente else f"{assunto.titulo}.",
        )

    def fixar_niveis(self) -> None:
        if "niveis_de_assinatura" in self.datas:
            niveis = NiveisDeAssinatura(
                implantacao=self.implantacao,
                onde=NiveisDeAssinatura.Onde.NO_ATO,
                referencia="art. 9º",
                documentos_internos="simples",
                decisoes="avancada",
                atos_da_chefia="qualificada",
                usuarios_externos="avancada",
            )
            self.lote.juntar(niveis)

    def criar_gestao_documental(self) -> None:
        for finalidade in Finalidade.values[1:]:
            if publicado := self.datas.get(finalidade):
                self._ato_da_gestao(Finalidade(finalidade), publicado)
        self.combinar_o_proximo_ato()

    def combinar_o_proximo_ato(self) -> None:
        """Duas cidades em cada três combinaram quem responde e para quando."""
        codigo = self.implantacao.orgao.municipio.codigo_ibge
        sorte = random.Random(f"combinado-{codigo}")  # noqa: S311 (repetível)
        por_fazer = [a for a in ATOS if a.itens and not self.datas.keys() >= set(a.itens)]
        if not por_fazer or not self.datas or sorte.random() > 0.66:
            return
        combinado = CombinadoDoAto(
            implantacao=self.implantacao,
            ato=por_fazer[0].chave,
            papel=sorte.choice((Papel.GESTOR_DOCUMENTAL, Papel.GESTOR_SEI, "")),
            data=max(self.datas.values()) + timedelta(days=sorte.randint(20, 200)),
        )
        if not combinado.papel:
            combinado.nome = "Rute Amaral, chefe do arquivo"
        self.lote.juntar(combinado)

    def _ato_da_gestao(self, finalidade, publicado) -> None:
        assinado = publicado - timedelta(days=1)
        aprovado = {"aprovado_pelo_arquivo_em": assinado - timedelta(days=5)}
        if finalidade == Finalidade.COMISSAO_DE_AVALIACAO:
            self._ato(finalidade, assinado, publicado, membros=self.sorte.randint(3, 7))
        elif finalidade == Finalidade.PLANO_DE_CLASSIFICACAO:
            self._ato(
                finalidade, assinado, publicado, abrange_meio=True, abrange_fim=True, **aprovado
            )
        elif finalidade == Finalidade.TABELA_DE_TEMPORALIDADE:
            self._ato(finalidade, assinado, publicado, abrange_meio=True, **aprovado)
            self._ato(finalidade, assinado, publicado, abrange_fim=True, **aprovado)
        else:
            self._ato(finalidade, assinado, publicado)

    def _ato(self, finalidade, assinado, publicado, **campos) -> AtoNormativo:
        if publicado:
            campos |= {
                "publicado_em": publicado,
                "veiculo": "Diário Oficial do Município",
                "edicao": str(self.sorte.randint(300, 2900)),
                "link": f"https://diario.exemplo.invalid/{publicado:%Y-%m-%d}",
            }
        ato = AtoNormativo(
            implantacao=self.implantacao,
            finalidade=finalidade,
            tipo=TIPOS.get(finalidade, TipoDeAto.DECRETO),
            numero=str(self.sorte.randint(100, 9000)),
            ano=assinado.year,
            assinado_em=assinado,
            ementa=EMENTAS[finalidade],
            **campos,
        )
        return self.lote.juntar(ato)

    def _guardar(self, nome):
        upload = SimpleUploadedFile(nome, PDF_FICTICIO, content_type="application/pdf")
        return documentos.guardar(self.implantacao.orgao, upload, self.por)


def _pdf(texto: str) -> bytes:
    """Um PDF de uma página, escrito à mão."""
    conteudo = f"BT /F1 14 Tf 60 760 Td ({texto}) Tj ET".encode("latin-1")
    objetos = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(conteudo), conteudo),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    saida, posicoes = b"%PDF-1.4\n", []
    for numero, objeto in enumerate(objetos, start=1):
        posicoes.append(len(saida))
        saida += b"%d 0 obj%s\nendobj\n" % (numero, objeto)
    tabela = b"".join(b"%010d 00000 n \n" % posicao for posicao in posicoes)
    return (
        saida
        + b"xref\n0 6\n0000000000 65535 f \n"
        + tabela
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(saida)
    )


PDF_FICTICIO = _pdf("Documento fictício da demonstração.")
