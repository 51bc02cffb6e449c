"""A página da gestão documental: os cinco atos, quem responde, para quando e os modelos."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from regulamentacao import apuracao, gestao, servicos_da_gestao
from regulamentacao.forms_da_gestao import CombinadoForm, inicial_do
from regulamentacao.models import Finalidade
from regulamentacao.views import AtoDaGestaoView
from seicidades.comum.andamento import AcompanhaTrabalhoMixin
from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import DocumentoGerado
from seicidades.fluxo.leitura import titulares
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.paginas import FatoFormView, PaginaDaImplantacaoMixin, url_do_item
from seicidades.fluxo.saude import saude_das_trilhas

QUEM_COMBINA = frozenset({gestao.RESPONSAVEL_DE_SEMPRE, Papel.GERENTE})
PAGINA = "regulamentacao:gestao_documental"


class DaTrilhaMixin(PaginaDaImplantacaoMixin):
    """Páginas da trilha; sem ela no roteiro da cidade, não existem."""

    @cached_property
    def etapa(self):
        try:
            return self.implantacao.roteiro.por_chave[gestao.TRILHA]
        except KeyError:
            raise Http404 from None

    @cached_property
    def ato(self) -> gestao.Ato:
        try:
            return gestao.POR_CHAVE[self.kwargs["ato"]]
        except KeyError:
            raise Http404 from None

    def url_da_pagina(self, ancora: str = "") -> str:
        return reverse(PAGINA, args=[self.implantacao.pk]) + (f"#{ancora}" if ancora else "")


class GestaoDocumentalView(AcompanhaTrabalhoMixin, DaTrilhaMixin, TemplateView):
    """Os cinco atos, em ordem."""

    template_name = "regulamentacao/gestao_documental.html"

    @cached_property
    def gerados(self) -> dict[str, list[DocumentoGerado]]:
        """Código do modelo → o que já se pediu dele, do mais novo ao mais velho."""
        gerados = DocumentoGerado.objects.filter(
            orgao=self.orgao, tipo__in=[ato.documento for ato in gestao.ATOS]
        )
        gerados = gerados.com_substituto().defer("contexto").select_related("pedido_por")
        por_tipo: dict[str, list[DocumentoGerado]] = {}
        for documento in gerados.order_by("-pk").prefetch_related("arquivos__arquivo"):
            por_tipo.setdefault(documento.tipo, []).append(documento)
        return por_tipo

    @property
    def em_curso(self) -> bool:
        return any(d.na_fila for lista in self.gerados.values() for d in lista)

    @cached_property
    def cidade(self) -> gestao.Cidade:
        pk = self.implantacao.pk
        return gestao.Cidade(
            estado=self.estado,
            calendario=self.calendario,
            hoje=timezone.localdate(),
            atos=servicos_da_gestao.atos_da_cidade(self.implantacao),
            combinados=servicos_da_gestao.combinados_da_cidade(self.implantacao),
            fatos=apuracao.apurar_gestao_documental([pk])[pk],
            com_minuta={t for t, lista in self.gerados.items() if any(d.pronto for d in lista)},
            nomes=titulares(self.vinculos),
        )

    def get_context_data(self, **kwargs):
        # Os cinco são das mesmas pessoas: basta perguntar por um.
        tipo = documentos.tipo_de(gestao.ATOS[0].documento)
        linhas = self.cidade.linhas()
        return super().get_context_data(
            **kwargs,
            etapa=self.etapa,
            url_da_etapa=self.url_da_etapa(self.etapa.chave),
            linhas=[self.com_enderecos(linha) for linha in linhas],
            publicados=sum(linha.completo for linha in linhas if not linha.ato.facultativo),
            total=sum(not linha.ato.facultativo for linha in linhas),
            saude=self.saude(),
            avisos=gestao.avisos_de_ordem(self.cidade.atos),
            pode_gerar=documentos.pode_gerar(self.request.user, tipo, self.orgao),
            pode_combinar=not self.papeis.isdisjoint(QUEM_COMBINA),
            em_curso=self.em_curso,
            andamento=self.andamento("Escrevendo a minuta", 0, 0, "documentos"),
        )

    def saude(self):
        calendarios = {self.implantacao.pk: self.calendario}
        return saude_das_trilhas(calendarios, timezone.localdate()).get(self.implantacao.pk)

    def com_enderecos(self, linha: gestao.LinhaDoAto) -> dict:
        pk, chave = self.implantacao.pk, linha.ato.chave.value
        anteriores = self.gerados.get(linha.ato.documento, [])
        tipo = documentos.tipo_de(linha.ato.documento)
        return {
            "linha": linha,
            "ato": linha.ato,
            "tipo": tipo,
            "formatos": [formato.rotulo for formato in tipo.formatos],
            "botao": "Gerar de novo, com os dados de agora" if anteriores else "Gerar a minuta",
            "registros": list(self.registros(linha.ato)),
            "faltas": [
                {"mensagem": f.mensagem, "saida": f.saida, "url": reverse(f.pagina, args=[pk])}
                for f in linha.faltas
            ],
            "url_de_combinar": reverse("regulamentacao:combinado", args=[pk, chave]),
            "url_de_gerar": reverse("regulamentacao:gerar_minuta", args=[pk, chave]),
            "na_fila": any(d.na_fila for d in anteriores),
            "anteriores": anteriores,
        }

    def registros(self, ato: gestao.Ato):
        """As páginas em que se registra o que foi assinado e publicado."""
        itens = self.implantacao.roteiro.itens
        for item in ato.itens:
            yield {"titulo": itens[item].titulo, "url": url_do_item(self.implantacao, itens[item])}
        if ato.facultativo:
            url = reverse("regulamentacao:edital_de_eliminacao", args=[self.implantacao.pk])
            yield {"titulo": "Edital publicado", "url": url}


class GerarMinutaView(DaTrilhaMixin, View):
    """Põe a minuta na fila e volta à página, que acompanha."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if recusas := self.recusas():
            for recusa in recusas:
                messages.error(request, f"{recusa.mensagem} {recusa.saida}")
            return redirect(self.url_da_pagina())
        try:
            outro = "outro_numero" in request.POST
            documento = documentos.gerar_documento(
                self.ato.documento, self.orgao, request.user, outro_numero=outro
            )
        except ValidationError as faltas:
            for frase in faltas.messages:
                messages.error(request, frase)
        else:
            messages.success(request, f"{documento} está na fila e aparece aqui ao ficar pronto.")
        return redirect(self.url_da_pagina(self.ato.chave))

    def recusas(self):
        """Implantação suspensa ou encerrada não recebe minuta; quem pode gerar vê-se depois."""
        item = servicos_da_gestao.item_a_anotar(self.ato, {})
        impedimentos = self.impedimentos(Comando(TipoDeComando.ALTERAR_FATOS, item=item))
        return [r for r in impedimentos if r.codigo == "situacao_nao_aceita"]


class CombinadoView(DaTrilhaMixin, FatoFormView):
    """Quem responde por um ato e para quando a cidade o combinou."""

    form_class = CombinadoForm
    template_name = "regulamentacao/gestao_combinado.html"
    mensagem = "Combinado salvo."

    @property
    def item(self) -> str:
        return servicos_da_gestao.item_a_anotar(self.ato, self.situacoes(self.ato.itens))

    def situacoes(self, itens) -> dict[str, str]:
        return {item: self.estado.item(item).situacao for item in itens}

    @cached_property
    def recusas(self):
        """As do motor e, a quem poderia, o ato que já está publicado ou espera correção."""
        recusas, ato = super().recusas, self.ato
        situacoes = self.situacoes(ato.itens or [self.item])
        impedimento = servicos_da_gestao.por_que_nao_combinar(ato, situacoes)
        if impedimento and not recusas:
            recusas = [Recusa("fora_de_hora", *impedimento, item=self.item)]
        return recusas

    @cached_property
    def combinado(self):
        return servicos_da_gestao.combinados_da_cidade(self.implantacao).get(self.ato.chave)

    def get_initial(self):
        return inicial_do(self.combinado)

    def get_form_kwargs(self):
        nomes = titulares(self.vinculos)
        return super().get_form_kwargs() | {"ato": self.ato.chave, "nomes": nomes}

    def gravar(self, form) -> str:
        combinado = servicos_da_gestao.combinar(self.implantacao, self.ato, form.combinado)
        return servicos_da_gestao.em_uma_frase(combinado)

    def dia_do_fato(self, form):
        """Combinar não é fazer: o dia do item fica como está."""
        return self.estado.item(self.item).em

    def get_success_url(self):
        return self.url_da_pagina(self.ato.chave)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            ato=self.ato,
            combinado=self.combinado,
            responsavel=gestao.quem_responde(self.combinado, titulares(self.vinculos)),
            url_da_gestao=self.url_da_pagina(),
        )


class EditalView(DaTrilhaMixin, AtoDaGestaoView):
    """O edital publicado. Sem item próprio, anota-se no da tabela, cujo dia não muda."""

    finalidade = Finalidade.EDITAL_DE_ELIMINACAO
    template_name = "regulamentacao/gestao_edital.html"
    mensagem = "Edital registrado. Se houver outro a publicar, combine a data dele."

    @property
    def item(self) -> str:
        return Finalidade.TABELA_DE_TEMPORALIDADE.value

    @cached_property
    def recusas(self):
        """As do motor e, a quem poderia, o que vem antes do edital e falta."""
        faltas = servicos_da_gestao.faltas_do_edital(self.implantacao)
        return super().recusas or [
            Recusa("fora_de_ordem", f.mensagem, f.saida, item=f.pagina.partition(":")[2])
            for f in faltas
        ]

    def get_initial(self):
        return {"tipo": "edital"} | super().get_initial()

    def gravar(self, form) -> str:
        servicos_da_gestao.exigir_tabela(self.implantacao)
        ja_publicado = self.guardado is not None and self.guardado.publicado_em is not None
        resumo = super().gravar(form)
        if form.cleaned_data["publicado_em"] and not ja_publicado:
            servicos_da_gestao.cumprir_combinado_do_edital(self.implantacao)
        return resumo

    def dia_do_fato(self, form):
        return self.estado.item(self.item).em

    def get_success_url(self):
        return self.url_da_pagina("edital")
