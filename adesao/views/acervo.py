"""Páginas dos instrumentos: a lista da cidade, cada um, e o que se muda nele."""

from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from adesao import acervo, assinaturas, externos, forms, quadro, servicos
from adesao.acervo import DeQuem
from adesao.estados import Passo
from adesao.forms.acervo import DADOS, DO_ADITIVO
from adesao.forms.linhas import mover
from adesao.instrumentos import conferir_acordo_depois
from adesao.itens import item_da_assinatura, item_do_instrumento
from adesao.models import Instrumento, Parte, Signatario
from adesao.views.fluxo import PaginaDaAdesao
from seicidades.fluxo.nucleo.comandos import Comando, TipoDeComando
from seicidades.fluxo.paginas import PaginaDaImplantacaoMixin
from seicidades.fluxo.paginas.base import A_COMPROVAR


class PodeMudarMixin:
    """Diz se quem olha registra por um item, para mostrar ou não os enlaces."""

    def pode_mudar(self, item: str) -> bool:
        comando = Comando(TipoDeComando.ALTERAR_FATOS, item=item, dados=A_COMPROVAR)
        return not self.impedimentos(comando)


class InstrumentosView(PodeMudarMixin, PaginaDaImplantacaoMixin, TemplateView):
    """Todos os instrumentos da cidade: estado, partes, datas, aditivos e o que vem."""

    template_name = "adesao/instrumentos.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            fichas=quadro.fichas_da_cidade(self.implantacao),
            url_da_etapa=self.url_da_etapa("adesao"),
            pode_mudar=self.pode_mudar("acordo_disponibilizado"),
            a_refazer=externos.a_refazer(self.implantacao),
        )


class DoInstrumentoMixin:
    """Acha o instrumento nesta implantação; de outra, 404."""

    @cached_property
    def instrumento(self) -> Instrumento:
        daqui = Instrumento.objects.filter(implantacao=self.implantacao)
        lidos = daqui.select_related("tipo", "altera__tipo", "sucede__tipo")
        return get_object_or_404(lidos, pk=self.kwargs["instrumento_id"])


class InstrumentoDaCidadeView(
    PodeMudarMixin, DoInstrumentoMixin, PaginaDaImplantacaoMixin, TemplateView
):
    template_name = "adesao/ficha.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            ficha=quadro.ficha_completa(self.instrumento),
            instrumento=self.instrumento,
            pode_mudar=self.pode_mudar(item_do_instrumento(self.instrumento)),
        )


class PaginaDoAcervo(DoInstrumentoMixin, PaginaDaAdesao):
    """Base das páginas que mudam um instrumento; voltam à página dele."""

    titulo = ""
    chamada = ""
    botao = "Salvar"

    @property
    def item(self) -> str:
        return item_do_instrumento(self.instrumento)

    def get_success_url(self):
        return reverse("adesao:instrumento", args=[self.implantacao.pk, self.instrumento.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            instrumento=self.instrumento,
            titulo=self.titulo,
            chamada=self.chamada,
            botao=self.botao,
            url_de_volta=self.get_success_url(),
        )


class LinhasMixin:
    """Pedir mais linhas ou trocá-las de lugar devolve o que já se escreveu, sem conferir."""

    def linhas(self) -> dict[str, list[dict]]:
        return {}

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"linhas": self.linhas()}
        if self.so_arruma:
            enviado = self.request.POST
            kwargs.pop("data", None), kwargs.pop("files", None)
            movido = mover(self.form_class.grupos, enviado.dict(), enviado.get("mover", ""))
            kwargs |= {"initial": movido, "mais": enviado.get("mais", "")}
        return kwargs

    @property
    def so_arruma(self) -> bool:
        return bool(self.request.POST.get("mais") or self.request.POST.get("mover"))

    def post(self, request, *args, **kwargs):
        if self.so_arruma and not self.recusas:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        grupos = self.form_class.grupos
        return super().get_context_data(
            **kwargs, listas=[{"prefixo": g.prefixo, "titulo": g.titulo} for g in grupos]
        )


class DadosView(LinhasMixin, PaginaDoAcervo):
    form_class = forms.DadosDoInstrumentoForm
    template_name = "adesao/linhas.html"
    titulo = "Dados e quem assina"
    mensagem = "Dados do instrumento salvos."

    def linhas(self):
        ativos = self.instrumento.signatarios.ativos().order_by("ordem")
        nomes = ("nome", "cargo", "parte")
        linhas = [{"id": s.pk, **{n: getattr(s, n) for n in nomes}} for s in ativos]
        return {"assina": linhas}

    def get_form_kwargs(self):
        ligados = {"altera": self.instrumento.altera, "sucede": self.instrumento.sucede}
        return super().get_form_kwargs() | {"atual": self.instrumento, **ligados}

    def get_initial(self):
        return {nome: getattr(self.instrumento, nome) for nome in (*DADOS, *DO_ADITIVO)}

    def gravar(self, form):
        acervo.registrar(
            self.implantacao,
            self.instrumento,
            form.informados,
            altera=self.instrumento.altera,
            sucede=self.instrumento.sucede,
            **form.dados_do_instrumento(),
        )
        return "Dados do instrumento."

    def dia_do_fato(self, form):
        return form.cleaned_data["disponibilizado_em"]


class NovoView(LinhasMixin, PaginaDaAdesao):
    """Uma minuta nova, um aditivo (`altera`) ou uma renovação (`sucede`)."""

    form_class = forms.DadosDoInstrumentoForm
    template_name = "adesao/linhas.html"
    mensagem = "Instrumento registrado."
    item = "acordo_disponibilizado"
    novo: Instrumento | None = None

    @cached_property
    def altera(self) -> Instrumento | None:
        return self._ligado("altera")

    @cached_property
    def sucede(self) -> Instrumento | None:
        return None if self.altera else self._ligado("sucede")

    def _ligado(self, nome: str) -> Instrumento | None:
        pedido = self.request.GET.get(nome, "")
        if not pedido:
            return None
        if not (pedido.isascii() and pedido.isdecimal() and len(pedido) < 10):
            raise Http404
        daqui = Instrumento.objects.vigentes().filter(implantacao=self.implantacao, altera=None)
        return get_object_or_404(daqui.select_related("tipo"), pk=pedido)

    @property
    def titulo(self) -> str:
        if self.altera:
            return f"Aditivo de {self.altera}"
        return f"Renovação de {self.sucede}" if self.sucede else "Registrar um instrumento"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"altera": self.altera, "sucede": self.sucede}

    def linhas(self):
        modelo = self.altera or self.sucede
        if modelo is None:
            return {"assina": self._quem_representa()}
        ativos = modelo.signatarios.ativos().order_by("ordem")
        do_estado = [{n: getattr(s, n) for n in ("nome", "cargo", "parte")} for s in ativos]
        outras = [linha for linha in do_estado if linha["parte"] != Parte.MUNICIPIO]
        return {"assina": [*self._quem_representa(), *outras]}

    def _quem_representa(self) -> list[dict]:
        atual = servicos.representante_atual(self.implantacao)
        if atual is None:
            return []
        return [{"nome": atual.nome, "cargo": atual.cargo, "parte": Parte.MUNICIPIO}]

    def get_initial(self):
        modelo = self.altera or self.sucede
        if modelo is None:
            return {}
        inicial = {"processo_sei": modelo.processo_sei}
        return inicial if self.altera else {**inicial, "objeto": modelo.objeto}

    def gravar(self, form):
        self.novo = acervo.registrar(
            self.implantacao,
            None,
            form.informados,
            altera=self.altera,
            sucede=self.sucede,
            **form.dados_do_instrumento(),
        )
        return f"{self.novo.tipo}: novo registro."

    def get_success_url(self):
        """Envio repetido não cria outro: volta à lista, onde está o primeiro."""
        if self.novo is None:
            return reverse("adesao:instrumentos", args=[self.implantacao.pk])
        return reverse("adesao:instrumento", args=[self.implantacao.pk, self.novo.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            titulo=self.titulo,
            chamada="O que ainda não aconteceu fica em branco. O estado sai das datas.",
            botao="Registrar",
            instrumento=None,
            url_de_volta=reverse("adesao:instrumentos", args=[self.implantacao.pk]),
        )


class ParticipesView(LinhasMixin, PaginaDoAcervo):
    form_class = forms.ParticipesForm
    template_name = "adesao/linhas.html"
    titulo = "Partícipes"
    chamada = "Cada parte, com o seu papel e quem a representa."
    mensagem = "Partícipes salvos."

    def linhas(self):
        return forms.ParticipesForm.linhas_de(list(self.instrumento.participes.all()))

    def gravar(self, form):
        quantos = len(acervo.definir_participes(self.instrumento, form.participes))
        return f"{quantos} partícipe{'s' if quantos > 1 else ''} do instrumento."


class PlanoView(LinhasMixin, PaginaDoAcervo):
    form_class = forms.PlanoForm
    template_name = "adesao/linhas.html"
    titulo = "Plano de trabalho"
    chamada = "Metas e, para cada uma, o que se faz, por quem e quando. Linha em branco não conta."
    mensagem = "Plano de trabalho salvo."

    def linhas(self):
        metas = self.instrumento.metas.prefetch_related("etapas").order_by("ordem")
        return forms.PlanoForm.linhas_de(list(metas))

    def gravar(self, form):
        acervo.definir_plano(self.instrumento, form.metas)
        return "Plano de trabalho do instrumento."


class DoFormularioDoInstrumento(PaginaDoAcervo):
    """O formulário recebe o instrumento."""

    template_name = "adesao/simples.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instrumento": self.instrumento}


class PublicacaoView(DoFormularioDoInstrumento):
    """No diário do Estado ou, com `?de=municipio`, no do município."""

    form_class = forms.PublicacaoForm
    mensagem = "Publicação registrada."

    @property
    def de(self) -> DeQuem:
        do_municipio = self.request.GET.get("de") == DeQuem.MUNICIPIO
        return DeQuem.MUNICIPIO if do_municipio else DeQuem.ESTADO

    @property
    def item(self) -> str:
        do_municipio = self.de == DeQuem.MUNICIPIO
        return "acordo_assinado_pelo_municipio" if do_municipio else "extrato_publicado"

    @property
    def titulo(self) -> str:
        do_municipio = self.de == DeQuem.MUNICIPIO
        return f"Publicação no diário do {'município' if do_municipio else 'Estado'}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"de": self.de}

    def get_initial(self):
        publicacao = acervo.publicacao_de(self.instrumento, self.de)
        nomes = ("veiculo", "publicado_em", "secao", "pagina", "link")
        return {n: getattr(publicacao, n) for n in nomes} if publicacao else {}

    def gravar(self, form):
        dados = {**form.cleaned_data, "arquivo": self.guardar(form, "arquivo")}
        acervo.publicar(self.instrumento, self.de, **dados)
        return "Publicação do instrumento."

    def dia_do_fato(self, form):
        return form.cleaned_data["publicado_em"]


class FimView(DoFormularioDoInstrumento):
    form_class = forms.FimForm
    titulo = "Cancelar ou rescindir"
    chamada = "As assinaturas e as datas continuam na história. Isto não se desfaz."
    botao = "Encerrar o instrumento"
    mensagem = "Instrumento encerrado. Ele continua na história."

    def gravar(self, form):
        dados = form.cleaned_data
        acervo.encerrar(self.instrumento, dados["como"], em=dados["em"], motivo=dados["motivo"])
        return "Instrumento encerrado."

    def dia_do_fato(self, form):
        return form.cleaned_data["em"]


class PaginaDaAssinatura(PaginaDoAcervo):
    """Uma assinatura, com a sua história; a vez é de quem libera ou de quem assina."""

    template_name = "adesao/assinatura.html"

    @cached_property
    def signatario(self) -> Signatario:
        daqui = Signatario.objects.filter(instrumento__implantacao=self.implantacao)
        lidos = daqui.select_related(
            "instrumento__tipo", "representante__cadastro_externo", "pessoa__cadastro_externo"
        )
        return get_object_or_404(lidos, pk=self.kwargs["signatario_id"])

    @cached_property
    def instrumento(self) -> Instrumento:
        return self.signatario.instrumento

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"signatario": self.signatario}

    def get_context_data(self, **kwargs):
        ficha = quadro.ficha_completa(self.instrumento)
        linha = next(a for a in ficha.assinaturas if a.signatario.pk == self.signatario.pk)
        return super().get_context_data(
            **{"assinou": False, **kwargs}, linha=linha, signatario=self.signatario
        )


class AssinaturaView(PaginaDaAssinatura):
    """O passo que aconteceu. Com `?assinou`, só o dia da assinatura, pelo item de quem assina."""

    @property
    def assinou(self) -> bool:
        return "assinou" in self.request.GET

    @property
    def item(self) -> str:
        return item_da_assinatura(self.signatario) if self.assinou else super().item

    @property
    def titulo(self) -> str:
        return f"Assinatura de {self.signatario.nome}"

    @property
    def mensagem(self) -> str:
        return "Assinatura registrada." if self.assinou else "Passo registrado."

    def get_form_class(self):
        return forms.AssinouForm if self.assinou else forms.PassoForm

    def gravar(self, form):
        dados = {**form.cleaned_data, "comprovante": self.guardar(form, "comprovante")}
        passo = Passo(dados.pop("passo", Passo.ASSINADA))
        assinaturas.registrar_passo(self.signatario, passo, por=self.request.user, **dados)
        papel = self.instrumento.tipo.papel_no_fluxo
        conferir_acordo_depois(self.implantacao, papel)
        return f"Assinatura {self.signatario.por_quem}: {passo.rotulo}."

    def dia_do_fato(self, form):
        return form.cleaned_data["ocorreu_em"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, assinou=self.assinou)


class ConferenciaView(PaginaDaAssinatura):
    form_class = forms.ConferenciaForm
    mensagem = "Conferência salva."

    @property
    def titulo(self) -> str:
        return f"Conferir a assinatura de {self.signatario.nome}"

    def get_initial(self):
        return {n: getattr(self.signatario, n) for n in forms.ConferenciaForm.base_fields}

    def gravar(self, form):
        assinaturas.registrar_conferencia(
            self.signatario, por=self.request.user, **form.cleaned_data
        )
        return f"Códigos da assinatura {self.signatario.por_quem}."
