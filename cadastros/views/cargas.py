"""Enviar, conferir e gravar os arquivos de carga, e baixá-los para o SEI."""

from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views import View

from cadastros.forms import EnviarArquivoForm, GravarForm
from cadastros.models import Carga, TipoDeCarga
from cadastros.servicos import cargas
from cadastros.validacao import (
    EXEMPLO_DE_UNIDADES,
    EXEMPLO_DE_USUARIOS,
    UNIDADES,
    USUARIOS,
    niveis,
    texto_das_unidades,
    texto_dos_usuarios,
)
from seicidades.contas.permissoes import Permissao
from seicidades.documentos import servicos as documentos
from seicidades.documentos.reconhecimento import Tipo
from seicidades.fluxo.forms import ConfirmarForm
from seicidades.fluxo.paginas import FatoFormView, PaginaDaImplantacaoMixin

LINHAS_POR_PAGINA = 50
PROBLEMAS_MOSTRADOS = 200
SIGLAS_MOSTRADAS = 12
ITENS = {
    TipoDeCarga.UNIDADES: "unidades_carregadas",
    TipoDeCarga.USUARIOS: "usuarios_carregados",
}
LEIAUTES = {TipoDeCarga.UNIDADES: UNIDADES, TipoDeCarga.USUARIOS: USUARIOS}
PAGINAS = {
    TipoDeCarga.UNIDADES: "cadastros:unidades",
    TipoDeCarga.USUARIOS: "cadastros:usuarios",
}


class DaCargaMixin(PaginaDaImplantacaoMixin):
    """Páginas de um tipo de arquivo. O de usuários é só de quem trabalha com ele."""

    tipo: TipoDeCarga

    @cached_property
    def item(self) -> str:
        return ITENS[self.tipo]

    @cached_property
    def atual(self) -> Carga | None:
        return cargas.vigente(self.implantacao, self.tipo)

    @cached_property
    def ve_linhas(self) -> bool:
        return self.tipo == TipoDeCarga.UNIDADES or cargas.ve_usuarios(
            self.request.user, self.orgao
        )

    def exigir_linhas(self) -> None:
        if not self.ve_linhas:
            raise PermissionDenied(
                "O arquivo de usuários é reservado à gestão de TI, à gestão do SEI e à gerência."
            )

    def url(self, nome: str, *args) -> str:
        return reverse(nome, args=[self.implantacao.pk, *args])

    def url_do_tipo(self) -> str:
        return self.url(PAGINAS[self.tipo])


class CargaView(DaCargaMixin, FatoFormView):
    """A página do item: o que está gravado e onde se envia outro arquivo.

    Enviar aqui só guarda um rascunho; quem registra o fato é a prévia.
    """

    form_class = EnviarArquivoForm
    nome_form = None

    def post(self, request, *args, **kwargs):
        self.exigir_linhas()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self.recusas:
            return self._recusar(form, self.recusas)
        upload = form.cleaned_data["arquivo"]
        nome = documentos.conferir(upload, tipos=(Tipo.CSV,)).nome
        rascunho = cargas.guardar_rascunho(
            self.implantacao, self.tipo, nome, upload.read(), self.request.user
        )
        return redirect(self.url("cadastros:previa", rascunho.pk))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            atual=self.atual,
            ve_linhas=self.ve_linhas,
            colunas=LEIAUTES[self.tipo].colunas,
            pagina=self._linhas() if self.atual and self.ve_linhas else None,
            rascunho=self._rascunho(),
            url_do_modelo=self.url("cadastros:modelo", self.tipo.value),
            url_do_arquivo=self.url("cadastros:arquivo", self.tipo.value),
            url_do_original=self.url("cadastros:original", self.tipo.value),
            url_de_conferir=self.url("cadastros:conferir", self.tipo.value),
        )

    def _rascunho(self):
        proprios = cargas.rascunhos_de(self.implantacao, self.request.user)
        return proprios.filter(tipo=self.tipo).defer("conteudo_cifrado").first()

    def _linhas(self):
        return Paginator(self.linhas(), LINHAS_POR_PAGINA).get_page(self.request.GET.get("pagina"))

    def linhas(self):
        raise NotImplementedError


class UnidadesView(CargaView):
    tipo = TipoDeCarga.UNIDADES
    template_name = "cadastros/unidades.html"

    def linhas(self):
        unidades = cargas.registros_de(self.atual)
        nivel = niveis(unidades)
        return [(unidade, nivel[unidade.sigla]) for unidade in unidades]


class UsuariosView(CargaView):
    tipo = TipoDeCarga.USUARIOS
    template_name = "cadastros/usuarios.html"

    def linhas(self):
        return self.atual.usuarios.order_by("linha")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tem_unidades=cargas.vigente(self.implantacao, TipoDeCarga.UNIDADES) is not None,
            orfas=self._orfas(),
        )

    def _orfas(self) -> list[str]:
        if not self.atual or not self.atual.usuarios_sem_unidade:
            return []
        siglas = cargas.siglas_das_unidades(self.implantacao)
        return sorted(cargas.unidades_orfas(self.atual, siglas))


class PreviaView(DaCargaMixin, FatoFormView):
    """O que o arquivo enviado faria; gravar é aqui, tudo ou nada."""

    form_class = GravarForm
    template_name = "cadastros/previa.html"

    @cached_property
    def rascunho(self):
        proprios = cargas.rascunhos_de(self.implantacao, self.request.user)
        return get_object_or_404(proprios, pk=self.kwargs["rascunho_id"])

    @cached_property
    def tipo(self) -> TipoDeCarga:
        return TipoDeCarga(self.rascunho.tipo)

    @cached_property
    def previa(self) -> cargas.Previa:
        self.exigir_linhas()
        return cargas.prever(self.rascunho)

    @property
    def mensagem(self) -> str:
        return f"Arquivo de {self.tipo.label} gravado."

    def get_initial(self):
        return {"marca": self.previa.marca}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"pede_conferencia": self.previa.pede_conferencia}

    def gravar(self, form):
        gravacao = cargas.gravar(
            self.implantacao,
            self.rascunho,
            self.request.user,
            marca=form.cleaned_data["marca"],
            avisos_conferidos=form.cleaned_data.get("avisos_conferidos", False),
        )
        carga = gravacao.carga
        o_que = "gravada" if gravacao.mudou else "conferida, sem mudança"
        return f"Arquivo de {self.tipo.label}, versão {carga.versao}, {o_que}."

    def form_invalid(self, form):
        """A marca volta a ser a do que a página mostra agora."""
        form.data = form.data.copy()
        form.data["marca"] = self.previa.marca
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        conferencia = self.previa.conferencia
        problemas = [*conferencia.erros, *conferencia.avisos]
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            rascunho=self.rascunho,
            previa=self.previa,
            conferencia=conferencia,
            problemas=problemas[:PROBLEMAS_MOSTRADOS],
            escondidos=max(0, len(problemas) - PROBLEMAS_MOSTRADOS),
            mostradas=f":{SIGLAS_MOSTRADAS}",
            url_do_tipo=self.url_do_tipo(),
            url_de_descartar=self.url("cadastros:descartar", self.rascunho.pk),
        )


class DescartarView(DaCargaMixin, View):
    """Apaga o arquivo enviado e não gravado. Só o de quem pede."""

    http_method_names = ["post"]
    permissao = Permissao.PREENCHER

    def post(self, request, implantacao_id, rascunho_id):
        proprios = cargas.rascunhos_de(self.implantacao, request.user)
        rascunho = get_object_or_404(proprios, pk=rascunho_id)
        self.tipo = TipoDeCarga(rascunho.tipo)
        rascunho.delete()
        messages.info(request, "Arquivo descartado. O que já estava gravado não mudou.")
        return redirect(self.url_do_tipo())


class TipoNaUrlMixin(DaCargaMixin):
    """O tipo do arquivo vem da URL."""

    @cached_property
    def tipo(self) -> TipoDeCarga:
        try:
            return TipoDeCarga(self.kwargs["tipo"])
        except ValueError:
            raise Http404("Não há arquivo deste tipo.") from None

    def carga_ou_404(self) -> Carga:
        if self.atual is None:
            raise Http404("Este arquivo ainda não foi gravado.")
        return self.atual


class ConferirView(TipoNaUrlMixin, FatoFormView):
    """Diz que o arquivo gravado está certo, sem trocá-lo: responde a uma devolução."""

    form_class = ConfirmarForm
    template_name = "cadastros/conferir.html"
    mensagem = "Anotado: o arquivo foi conferido e está certo."

    def gravar(self, form):
        carga = self.carga_ou_404()
        return f"Arquivo de {self.tipo.label}, versão {carga.versao}, conferido, sem mudança."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            tipo=self.tipo.label,
            atual=self.carga_ou_404(),
            url_do_tipo=self.url_do_tipo(),
        )


class BaixarView(TipoNaUrlMixin, View):
    """Base das entregas em CSV: sempre anexo, nunca guardado pelo navegador."""

    http_method_names = ["get", "head"]
    conteudo_em = "text/csv; charset=utf-8"

    def get(self, request, implantacao_id, tipo):
        nome, conteudo = self.entrega()
        return HttpResponse(
            conteudo,
            content_type=self.conteudo_em,
            headers={
                "Content-Disposition": content_disposition_header(True, nome),
                "Cache-Control": "private, no-store",
            },
        )

    def entrega(self) -> tuple[str, str | bytes]:
        raise NotImplementedError


class ArquivoParaOSeiView(BaixarView):
    """A versão em vigor no leiaute exato do SEI."""

    def entrega(self):
        self.exigir_linhas()
        carga = self.carga_ou_404()
        codigo = self.orgao.municipio.codigo_ibge
        nome = f"{self.tipo.value}-{codigo}-v{carga.versao}.csv"
        return nome, cargas.texto_para_o_sei(carga)


class OriginalView(BaixarView):
    """O arquivo como foi enviado, em que codificação for."""

    conteudo_em = "text/csv"

    def entrega(self):
        self.exigir_linhas()
        carga = self.carga_ou_404()
        return carga.nome_do_arquivo, carga.original


class ModeloView(BaixarView):
    """O cabeçalho certo e linhas de exemplo."""

    def entrega(self):
        if self.tipo == TipoDeCarga.UNIDADES:
            return "modelo-unidades.csv", texto_das_unidades(EXEMPLO_DE_UNIDADES)
        return "modelo-usuarios.csv", texto_dos_usuarios(EXEMPLO_DE_USUARIOS)
